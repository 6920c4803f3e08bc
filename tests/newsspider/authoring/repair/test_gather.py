"""Pages of an archive, from a folder and from a bucket."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from extractors import OUTLETS
from newsspider.archive.unpack import archives_in
from newsspider.authoring.repair.gather import Gathered, gather
from newsspider.recording.fixtures import read_case
from newsspider.runtime.console import Fault
from newsspider.runtime.remote import RemoteFolder
from tests.conftest import FIXTURES
from tests.newsspider.buckets import Buckets
from tests.newsspider.commands.warcs import archive, exchanges

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
PAGE = read_case(FIXTURES / "jpnn" / "2020" / "daftar-abc").pages[0]


def addresses(found: Gathered) -> list[tuple[str, datetime]]:
    return [(page.url, page.fetched) for page in found.after]


def test_a_bucket_gives_what_the_folder_gave_and_says_when_it_does_not_answer(tmp_path: Path) -> None:
    for name in ("moto.server", "s3fs"):
        pytest.importorskip(name, reason="moto and s3fs are not here: there is no bucket")
    import s3fs

    archive(tmp_path / "warc", exchanges([PAGE]))
    outlet, faults = OUTLETS["jpnn"], list[str]()

    def say(fault: object) -> None:
        faults.append(str(fault))

    before = gather(outlet, archives_in(tmp_path / "warc"), LONG_AGO, say)
    assert [url for url, _ in addresses(before)] == [PAGE.url]
    with Buckets() as server:
        files = s3fs.S3FileSystem()
        files.mkdir("berkas")
        for path in (tmp_path / "warc").iterdir():
            files.put(str(path), f"berkas/warc/{path.name}")
        held = archives_in(RemoteFolder("s3://berkas/warc"))
        assert len(held) == 1  # the index beside it is no archive
        assert addresses(gather(outlet, held, LONG_AGO, say)) == addresses(before)
        later = datetime.now(UTC).replace(year=datetime.now(UTC).year + 1)
        assert not addresses(gather(outlet, held, later, say)) and not faults
        server.overloaded.set()
        assert not addresses(gather(outlet, held, LONG_AGO, say))
        assert len(faults) == 1 and faults[0].startswith(f"{held[0]}: it cannot be read")
        with pytest.raises(Fault, match="s3://berkas/warc"):
            archives_in(RemoteFolder("s3://berkas/warc"))


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert archives_in(tmp_path / "warc") == []
