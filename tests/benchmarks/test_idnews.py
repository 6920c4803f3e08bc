"""The benchmark that others run: pages out and in again, any command as an extractor, real pages by coordinates."""

from __future__ import annotations

import gzip
import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from benchmarks.idnews import coordinates, dataset, figures, runs
from benchmarks.idnews.__main__ import main
from benchmarks.idnews.dataset import Item

ITEMS = dataset.of_project()[:12]
PERFECT = """
import base64, json, sys
for line in sys.stdin:
    asked = json.loads(line)
    assert base64.b64decode(asked["html"]) and asked["url"].startswith("http")
    print(json.dumps({"id": asked["id"], "article": GOLDENS[asked["id"]]}))
"""


def test_only_pages_whose_text_is_nobodys_are_given_away() -> None:
    items = dataset.of_project()
    assert {item.kind for item in items} == {"synthetic", "reconstructed"}
    assert len({item.id for item in items}) == len(items) > 100


def test_pages_that_were_written_are_read_again(tmp_path: Path) -> None:
    dataset.write(ITEMS, tmp_path)
    assert sorted(dataset.of_folder(tmp_path), key=lambda item: item.id) == sorted(
        ITEMS, key=lambda item: item.id
    )


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "no ID.json"),
        ({"a.json": "{}"}, "a.html, is not beside it"),
        ({"a.json": "{}", "a.html": ""}, "a.json: not a golden"),
    ],
)
def test_a_folder_that_holds_no_benchmark_is_named(tmp_path: Path, files: dict[str, str], words: str) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(ValueError, match=words):
        dataset.of_folder(tmp_path)


def test_the_results_in_its_readme_are_of_all_that_is_built_in() -> None:
    readme = Path(runs.__file__).with_name("README.md").read_text("utf-8")
    rows = re.findall(r"^\| ([^|]+?) +\| \d", readme, re.M)
    assert sorted(rows) == sorted(runs.adapters())


def test_any_command_is_an_extractor(tmp_path: Path) -> None:
    goldens = {item.id: dict(item.golden) for item in ITEMS}
    program = tmp_path / "perfect.py"
    program.write_text(f"GOLDENS = {goldens!r}\n{PERFECT}", "utf-8")
    told = figures.compare(ITEMS, runs.by_command(f"{sys.executable} {program}", ITEMS))
    assert (told.read, told.of, told.f1, told.bodies, told.articles) == (len(ITEMS), len(ITEMS), 1, 1, 1)


@pytest.mark.parametrize("command", ["/no/such/command", f"{sys.executable} -c 'raise SystemExit(3)'"])
def test_a_command_that_fails_is_named(command: str) -> None:
    with pytest.raises(runs.Unavailable, match=r"no/such|SystemExit"):
        runs.by_command(command, ITEMS)


def test_text_alone_is_enough_and_a_page_without_a_line_counts_as_empty() -> None:
    first, *others = ITEMS
    text = "\n".join(block["text"] for block in first.golden["body"])
    said = runs.read_predictions([json.dumps({"id": first.id, "text": text})])
    told = figures.compare([first, *others], runs.Run("x", "", list(said)))
    assert told.read == 1 and 0 < told.f1 < 1 and told.articles == 0
    with pytest.raises(ValueError, match="line 1"):
        list(runs.read_predictions(["[]"]))


def test_outlets_weigh_the_same_and_parsers_are_asked_for_their_own() -> None:
    golden = {"body": [{"type": "paragraph", "text": "Panen tiba."}]}
    items = [
        Item(str(n), outlet, "", "synthetic", b"", golden) for n, outlet in enumerate(("a", "b", "b", "b"))
    ]
    said = [runs.Prediction("0", golden)]
    assert figures.compare(items, runs.Run("x", "", said)).f1 == 0.5
    own = figures.compare(items, runs.Run("x", "", said, frozenset({"a"})))
    assert (own.f1, own.read, own.of) == (1, 1, 1)


def test_a_built_in_extractor_reads_the_pages(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    dataset.write(ITEMS, tmp_path / "pages")
    code = main(["run", "newsspider", "--pages", str(tmp_path / "pages"), "-o", str(tmp_path / "out")])
    assert code == 0 and f"{len(ITEMS)} of {len(ITEMS)} | 1.000" in capsys.readouterr().out
    assert (
        main(["score", str(tmp_path / "out" / "newsspider.jsonl"), "--pages", str(tmp_path / "pages")]) == 0
    )
    assert "1.000" in capsys.readouterr().out


def test_an_unknown_extractor_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "tidak-ada"]) == 2
    assert "no extractor is called 'tidak-ada'" in capsys.readouterr().err


def test_what_is_exported_runs_by_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "idnews"
    assert main(["export", str(folder)]) == 0
    names = {path.name for path in folder.iterdir()}
    assert names == {"LICENSE", "README.md", "benchmarks", "pages", "pyproject.toml"}
    assert len(dataset.of_folder(folder / "pages")) == len(dataset.of_project())
    assert main(["export", str(folder)]) == 2 and "exists already" in capsys.readouterr().err


# -- real pages ----------------------------------------------------------------------------------------------------

URL = "https://www.jpnn.com/news/panen-kopi-lebih-awal"
HTML = "<html><body><h1>Panen Kopi</h1><p>Pantai Ujung Kulon é.</p></body></html>".encode()


@pytest.fixture
def warc(tmp_path: Path) -> Path:
    """A file with an article, gzipped as it was sent, and a response of nobody's between others."""
    path = tmp_path / "mirror" / "crawl-data" / "a.warc.gz"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for url, body, more in (
            ("https://example.com/", b"<p>x</p>", []),
            (URL, gzip.compress(HTML, mtime=0), [("Content-Encoding", "gzip")]),
            ("https://www.jpnn.com/tag/kopi", b"<p>y</p>", []),
        ):
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), *more], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(url, "response", io.BytesIO(body), http_headers=head)
            )
    return path


def listed(warc: Path, capsys: pytest.CaptureFixture[str]) -> coordinates.Coordinate:
    assert main(["locate", str(warc), "--below", "crawl-data/"]) == 0
    (found,) = coordinates.read_list(capsys.readouterr().out.splitlines())
    return found


def test_articles_are_located_and_fetched_from_a_mirror(
    warc: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = listed(warc, capsys)
    assert (found.file, found.outlet, found.url) == ("crawl-data/a.warc.gz", "jpnn", URL)
    assert coordinates.fetch(found, str(warc.parents[1])) == HTML


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"digest": "sha1:AAAA"}, "has another digest"),
        ({"offset": 7}, "no record at byte 7"),
        ({"file": "crawl-data/b.warc.gz"}, "cannot be read"),
    ],
)
def test_what_is_not_the_page_is_refused(
    warc: Path, capsys: pytest.CaptureFixture[str], changed: dict[str, object], words: str
) -> None:
    wrong = listed(warc, capsys)._replace(**changed)  # type: ignore[arg-type]
    with pytest.raises(coordinates.NotHad, match=words):
        coordinates.fetch(wrong, str(warc.parents[1]))


@pytest.fixture
def server(warc: Path) -> Iterator[tuple[str, list[int], list[str]]]:
    """A server of the mirror that is first too busy as often as it is told; it notes the ranges and who asked."""
    busy, asked = [1], list[str]()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(f"{self.headers['Range']} {self.headers['User-Agent']}")
            if busy and busy.pop():
                self.send_response(503)
                self.send_header("Retry-After", "0")
                self.end_headers()
                return
            start, end = self.headers["Range"].removeprefix("bytes=").split("-")
            data = (warc.parents[1] / self.path[1:]).read_bytes()[int(start) : int(end) + 1]
            self.send_response(206)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as one:
        Thread(target=one.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{one.server_port}", busy, asked
        one.shutdown()


@pytest.fixture
def no_pause(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    waited: list[float] = []
    monkeypatch.setattr(coordinates.time, "sleep", waited.append)
    return waited


def test_a_busy_server_is_asked_again_more_slowly_and_by_name(
    warc: Path,
    server: tuple[str, list[int], list[str]],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    no_pause: list[float],
) -> None:
    root, _, asked = server
    found = listed(warc, capsys)
    lines = tmp_path / "list.tsv"
    with lines.open("w") as out:
        coordinates.write_list([found], out)
    command = ["fetch", str(lines), str(tmp_path / "real"), "--from", root, "--contact", "a@example.org"]
    assert main(command) == 0
    (page,) = (tmp_path / "real").iterdir()
    assert page.read_bytes() == HTML and page.name.startswith("jpnn--")
    assert len(asked) == 2 and all("a@example.org" in line for line in asked)
    assert no_pause == [coordinates.PAUSE, 2 * coordinates.PAUSE]
    assert main(command) == 0 and len(asked) == 2, "what is there is not asked for again"


def test_pages_that_cannot_be_had_are_counted(
    warc: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, no_pause: Callable[..., None]
) -> None:
    lines = tmp_path / "list.tsv"
    with lines.open("w") as out:
        coordinates.write_list([listed(warc, capsys)], out)
    assert main(["fetch", str(lines), str(tmp_path / "real"), "--from", str(tmp_path / "nowhere")]) == 1
    told = capsys.readouterr()
    assert "0 of 1 pages" in told.out and URL in told.err
