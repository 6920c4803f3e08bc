"""Feeds of real crawls: whole, or a fault; and each article once, however often a crawl was killed."""

from __future__ import annotations

import csv
import gzip
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsspider.store import ArticleStore
from newsspider.store.model import StoreEntry
from newsspider.store.written import addresses_in
from tests.conftest import ROOT
from tests.newsspider.conftest import Run, crawling
from tests.newsspider.forkserver import Commands, shared
from tests.newsspider.sites import OUTLET, Crawl, stored
from tests.site import Site, faults, running

pytestmark = pytest.mark.slow
PAGES = 40
ARTICLES = r"beritautama\.net/[a-z0-9-]+-"


@pytest.fixture
def site(commands: Commands, tmp_path: Path) -> Iterator[Crawl]:
    with running(Site(seed=3, articles_per_outlet=PAGES, outlets=[OUTLET, "kontan"])) as server:
        yield Crawl(crawling(tmp_path, commands), server, tmp_path)


def command(site: Crawl, *output: str, outlet: str = OUTLET) -> list[str]:
    (site.folder / "urls.txt").write_text("\n".join(site.urls))
    settings = {
        **site.server.settings(),
        "CONTACT": "test@example.org",
        "DATA_DIR": site.folder / "data",
        "DOWNLOAD_DELAY": 0.02,
        "AUTOTHROTTLE_ENABLED": 0,
        "FRONTIER_RETRY_SECONDS": 0.1,
        "REPORT_FILE": site.folder / "report.json",
    }
    options = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    urls = ("-a", f"urls={site.folder / 'urls.txt'}")
    return ["crawl", outlet, *urls, *options, *output]


def environment(site: Crawl) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **site.environment}


def kill_when(
    site: Crawl, articles: int, *output: str, how: int = signal.SIGKILL, written: Path | None = None
) -> None:
    """Start the crawl; kill it once the store holds so many articles, with others under way.

    With ``written``, once that feed holds some too: the store commits first.
    """
    site.server.add(faults.delayed(ARTICLES, seconds=60, skip=articles + 4))
    process = shared().start(command(site, *output), ROOT, environment(site))
    path = site.folder / "data" / "articles.sqlite"
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        if stored(path) >= articles and (written is None or (written.exists() and written.stat().st_size)):
            break
        time.sleep(0.05)
    assert process.poll() is None, "it was to be killed in the midst of it"
    process.send_signal(how)
    process.wait(60)
    site.server.clear()


def finish(site: Crawl, *output: str) -> Run:
    """Run the crawl to its end."""
    return site.crawl(*command(site, *output), **site.environment)


def addresses(path: Path) -> list[str]:
    if path.suffix == ".csv":
        with path.open(newline="", encoding="utf-8") as file:
            return [row["url"] for row in csv.DictReader(file)]
    if path.suffix == ".json":
        return [row["url"] for row in json.loads(path.read_text("utf-8"))]
    return [json.loads(line)["url"] for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("option", ["-O", "-o"])
@pytest.mark.parametrize("suffix", ["jsonl", "csv"])
def test_a_crawl_that_was_killed_twice_gives_each_article_once(site: Crawl, option: str, suffix: str) -> None:
    out = site.folder / f"articles.{suffix}"
    kill_when(site, 8, option, str(out))
    kill_when(site, 20, option, str(out))
    done = finish(site, option, str(out))
    assert done.code == 0, done.err
    assert sorted(addresses(out)) == sorted(site.urls)


def test_a_document_that_was_broken_off_is_written_anew(site: Crawl) -> None:
    out = site.folder / "articles.json"
    kill_when(site, 8, "-O", str(out))
    assert finish(site, "-O", str(out)).code == 0
    assert sorted(addresses(out)) == sorted(site.urls)


def test_after_the_end_a_feed_begins_anew(site: Crawl) -> None:
    out = site.folder / "articles.jsonl"
    kill_when(site, 8, "-O", str(out))
    finish(site, "-O", str(out))
    site.server.site.revise(site.urls[0])
    finish(site, "-O", str(out))
    assert sorted(addresses(out)) == sorted(site.urls), "all addresses were asked for"
    with ArticleStore(site.folder / "data" / "articles.sqlite", read_only=True) as store:
        assert store.db.execute("SELECT count(*) FROM feeds").fetchone()[0] == 0


def test_nothing_is_asked_for_where_the_output_cannot_be_written(site: Crawl) -> None:
    (site.folder / "file").write_text("")
    for bad in (site.folder / "file" / "a.jsonl", site.folder):
        site.server.log.clear()
        done = finish(site, "-O", f"{bad}:jsonlines")
        assert done.code == 4, done.err
        assert f"{bad} cannot be written" in done.err
        assert not site.server.requests("kontan|beritautama"), "no request was sent"


def test_a_compressed_file_that_was_broken_off_is_written_anew_or_not_at_all(site: Crawl) -> None:
    out = site.folder / "articles.jsonl.gz"
    kill_when(site, 8, "-O", str(out))
    done = finish(site, "-o", str(out))
    assert done.code == 4
    assert "use -O" in done.err
    assert finish(site, "-O", str(out)).code == 0
    with gzip.open(out, "rt") as file:
        assert sorted(json.loads(line)["url"] for line in file) == sorted(site.urls)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("format", ["jsonlines", "csv", "json"])
def test_what_a_full_disk_did_not_take_is_asked_for_again(site: Crawl, format: str) -> None:
    done = finish(site, "-O", f"/dev/full:{format}")
    assert done.code == 4, done.err
    assert "/dev/full cannot be written: the disk is full" in done.err
    assert json.loads((site.folder / "report.json").read_text())["exit_code"] == 4
    out = site.folder / "articles.jsonl"
    assert finish(site, "-O", str(out)).code == 0
    assert sorted(addresses(out)) == sorted(site.urls), "under another name too"


def test_what_an_interrupted_crawl_wrote_elsewhere_is_named(site: Crawl) -> None:
    one, other = site.folder / "one.jsonl", site.folder / "other.jsonl"
    kill_when(site, 8, "-O", str(one), written=one)
    done = finish(site, "-O", str(other))
    assert done.code == 0
    assert f"articles of this crawl are in {one} and do not come again" in done.err
    with ArticleStore(site.folder / "data" / "articles.sqlite", read_only=True) as store:
        assert len(store) == PAGES
    before, after = set(addresses(one)), addresses(other)
    assert sorted(before.union(after)) == sorted(site.urls) and not before.intersection(after)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    if (
        os.name != "posix"
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], capture_output=True
        ).returncode
    ):
        pytest.skip("no small file system can be mounted here (that takes root)")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_disk_that_fills_up_ends_the_crawl_and_more_room_completes_the_feed(
    site: Crawl, small_disk: Path
) -> None:
    out = small_disk / "articles.jsonl"
    done = finish(site, "-O", str(out))
    assert done.code == 4, done.err
    assert f"{out} cannot be written: the disk is full" in done.err
    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    done = finish(site, "-O", str(out))
    assert done.code == 0, done.err
    assert sorted(addresses(out)) == sorted(site.urls)


def test_several_outlets_in_one_feed_are_whole_after_a_kill(site: Crawl) -> None:
    out = site.folder / "all.jsonl"
    crawlall = [*command(site, "-O", str(out))]
    crawlall[:4] = ["crawlall", OUTLET, "kontan", "-a", "since=2024-01-01"]
    site.server.add(faults.delayed(r"kontan\.co\.id/news", seconds=0.2))
    process = shared().start(crawlall, ROOT, environment(site))
    path = site.folder / "data" / "articles.sqlite"
    end = time.monotonic() + 90
    while time.monotonic() < end and process.poll() is None and stored(path) < PAGES + 5:
        time.sleep(0.05)
    assert process.poll() is None
    process.kill()
    process.wait()
    site.server.clear()
    done = site.crawl(*crawlall, **site.environment)
    assert done.code == 0, done.err
    found = addresses(out)
    assert len(found) == len(set(found))
    with ArticleStore(path, read_only=True) as store:
        assert len(found) == len(store)


def test_what_was_noted_for_a_feed_and_never_written_goes_to_the_next_one(tmp_path: Path) -> None:
    record = {
        "headline": "Panen",
        "url": "https://a.example/1",
        "canonicalUrl": "https://a.example/1",
        "body": [],
    }
    record |= {"textHash": "x", "text": "Isi"}

    def entry(feed: str, *, unwritten: bool = False) -> StoreEntry:
        return StoreEntry(record, datetime.now(UTC), feeds=(feed,), crawl="c", unwritten=unwritten)

    with ArticleStore(tmp_path / "articles.sqlite") as store:
        store.put([entry("one")])
        store.put([entry("two")])
        assert list(store.feed_addresses("two")) == [], "another process has it"
        store.put([entry("two", unwritten=True)])
        assert list(store.feed_addresses("two")) == ["https://a.example/1"]
        assert list(store.feed_addresses("one")) == []


def test_a_look_into_another_processs_feed_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"url": "https://a.example/1"}\n{"url": "https://a.exa')
    assert addresses_in(path, "jsonl", cut=False) == {"https://a.example/1"}
    assert path.read_text().endswith("https://a.exa")
    assert addresses_in(path, "jsonl") == {"https://a.example/1"}
    assert path.read_text().endswith("\n")
