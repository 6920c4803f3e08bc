"""New outlets and new cases: pages fetched or read from files, kept as fixtures with draft goldens."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import scrapy
from lxml import etree
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Request, Response
from scrapy.settings import Settings
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure
from w3lib.encoding import http_content_type_encoding

from extractors import OUTLETS, NotAnArticle
from extractors.authoring.draft import Draft, draft
from extractors.authoring.outlet_of import SamplePage
from extractors.reading.decode import parse
from extractors.rules.model import Outlet
from extractors.score import GOLDEN_KEYS, diff
from extractors.urls import host_of
from newsspider.crawl.live import LiveError, user_agent
from newsspider.crawl.spiders.outlet import OutletSpider
from newsspider.recording.cassettes import tape_for
from newsspider.recording.fixtures import (
    GOLDEN,
    INDEX,
    Case,
    FixtureError,
    RecordedPage,
    fixture_folder,
    fixture_roots,
    interaction,
    project_cases,
    read_case,
    read_pages,
    serialize,
    write_case,
    write_cassette,
)
from newsspider.recording.saved_pages import article_of, declared_address, read_bytes
from newsspider.runtime.console import Fault, shown
from newsspider.runtime.own_outlets import rule_file

MOST_SAMPLES = 5
UNKNOWN = "unknown"  # the folder of pages that no layout reads
LISTED = "/sitemap-fixtures.xml"  # the list that cases are entered in; no outlet serves it
_NAME = re.compile(r"[a-z][a-z0-9]{1,30}")
_LAYOUT = re.compile(r"[A-Za-z0-9][\w-]{0,60}")


@dataclass(frozen=True)
class Fetched:
    """Pages in the order asked for, and the robots.txt of their hosts."""

    pages: tuple[RecordedPage, ...]
    robots: tuple[RecordedPage, ...] = ()

    @property
    def rules(self) -> str:
        """All robots.txt files as one text."""
        return "\n".join(page.body.decode("utf-8", "replace") for page in self.robots)


# -- pages ----------------------------------------------------------------------------------------------------


def saved_page(path: Path, url: str | None) -> RecordedPage:
    """A page from a file. Raises Fault where it cannot be read or does not give its address."""
    if not path.is_file():
        raise Fault(f"{shown(path)}: no such file")
    body = read_bytes(path)
    address = url or declared_address(body)
    if not address:
        raise Fault(f"{shown(path)}: it does not give its address; use --url (one for each file, in order)")
    return RecordedPage(address, body)


class _Pages(scrapy.Spider):
    """Fetches addresses, as politely as the settings say, and keeps what comes back."""

    name = "outlet"

    def __init__(self, wanted: Sequence[str], kept: dict[str, RecordedPage], faults: list[str]) -> None:
        super().__init__()
        self.wanted, self.kept, self.faults = wanted, kept, faults

    async def start(self) -> Any:
        for url in self.wanted:
            if not host_of(url):
                self.faults.append(f"{url}: not an address of a page; write https://HOST/…")
                continue
            yield Request(
                url, callback=self.keep, errback=self.failed, cb_kwargs={"asked": url}, dont_filter=True
            )

    def keep(self, response: Response, asked: str) -> None:
        kind = (response.headers.get("Content-Type") or b"text/html; charset=utf-8").decode("latin-1")
        self.kept[asked] = RecordedPage(response.url, response.body, kind)

    def failed(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]
        error = failure.value
        if isinstance(error, HttpError):
            reason = f"HTTP {error.response.status}"
        elif "robots.txt" in str(error):
            reason = "forbidden by robots.txt"
        else:
            reason = (
                f"not fetched ({type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''})"
            )
        self.faults.append(f"{request.url}: {reason}")


def fetch(
    urls: Sequence[str], settings: Settings, tape: Path
) -> tuple[dict[str, RecordedPage], Fetched, list[str]]:
    """Fetch pages as a crawl would (robots.txt, delays, name), recording everything into ``tape``.

    Returns what came back by the address asked for, all of it in order with robots.txt, and a sentence for each
    page that did not.
    """
    kept: dict[str, RecordedPage] = {}
    faults: list[str] = []
    _crawl(_Pages, settings, tape, wanted=list(urls), kept=kept, faults=faults)
    pages = tuple(kept[url] for url in urls if url in kept)
    return kept, Fetched(pages, tuple(page for page in _recorded(tape) if is_robots(page))), faults


def fetch_articles(outlet: Outlet, urls: Path, settings: Settings, tape: Path) -> Fetched:
    """Articles with all their pages, as a crawl of the outlet fetches them; ``urls`` is a file of addresses."""
    # without an outlet: pages that a person asks for are not a crawl
    _crawl(type("Record", (OutletSpider,), {"name": outlet.name}), settings, tape, urls=str(urls))
    recorded = [page for page in _recorded(tape) if page.status == 200]
    return Fetched(
        tuple(page for page in recorded if not is_robots(page)),
        tuple(page for page in recorded if is_robots(page)),
    )


def _crawl(spider: type[scrapy.Spider], settings: Settings, tape: Path, **arguments: Any) -> None:
    settings.set("REPORT_TABLE", False, priority="command")
    if settings["CONTACT"]:
        try:
            settings.set("USER_AGENT", user_agent(settings), priority="cmdline")
        except LiveError as error:
            raise Fault(str(error)) from None
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(spider)
    tape_for(crawler, {"record": str(tape), "overwrite": "1"})
    process.crawl(crawler, **arguments)
    process.start()


def _recorded(tape: Path) -> tuple[RecordedPage, ...]:
    return read_pages(tape) if tape.is_file() else ()


def is_robots(page: RecordedPage) -> bool:
    """Whether a page is the robots.txt of its host."""
    return urlsplit(page.url).path == "/robots.txt"


def parsed(page: RecordedPage) -> etree._Element:
    """The tree of a page. Raises Fault where it is not a page."""
    try:
        return parse(page.body, page.url, http_content_type_encoding(page.content_type))
    except NotAnArticle as result:
        raise Fault(str(result)) from None


# -- a new outlet -----------------------------------------------------------------------------------------------


def check_name(name: str) -> str:
    """A name for an outlet. Raises Fault where it is not valid."""
    if not _NAME.fullmatch(name):
        raise Fault(
            f"{name!r}: an outlet's name is 2 to 31 lowercase letters and digits, beginning with a letter"
        )
    return name


def check_layout(name: str) -> str:
    """A name for a layout, which is a folder too. Raises Fault where it is not valid."""
    if not _LAYOUT.fullmatch(name):
        raise Fault(f"{name!r}: a layout's name is letters, digits, - and _; it is the name of a folder too")
    return name


def propose(name: str, fetched: Fetched, *, title: str | None = None, layout: str = "article") -> Draft:
    """Rules and draft goldens from sample pages. Raises Fault where they hold no text."""
    samples = [SamplePage(parsed(page), page.url) for page in fetched.pages]
    try:
        return draft(samples, name, title=title, layout=layout, robots=fetched.rules)
    except ValueError as error:
        raise Fault(f"{name}: {error}") from None


def write_outlet(project: Path, proposal: Draft, fetched: Fetched) -> list[Path]:
    """Write rule file, cases and index; what is there already is left alone.

    Raises Fault, before anything is written, where the outlet exists.
    """
    name = proposal.outlet.name
    rules, fixtures = rule_file(project, name), fixture_folder(project, name)
    if rules.exists() or name in OUTLETS:
        raise Fault(
            f"{shown(rules)}: outlet {name} exists; `scrapy outlet record {name} URL` adds a page to it"
        )
    if fixtures.exists():
        raise Fault(f"{shown(fixtures)}: exists already; give the outlet another name, or remove the folder")
    written = [rules]
    rules.parent.mkdir(parents=True, exist_ok=True)
    rules.write_text(proposal.to_source(), encoding="utf-8")
    taken: set[str] = set()
    drafts = zip(fetched.pages, proposal.goldens, proposal.layouts, proposal.confidence, strict=True)
    for page, golden, layout, sure in drafts:
        folder = fixtures / layout / case_name(page.url, taken)
        write_case(folder, [page], draft_golden(golden, sure), provenance(page, golden))
        written.append(folder)
    write_index(fixtures, proposal.outlet, fetched)
    return [*written, fixtures / INDEX]


PROJECT = {
    "scrapy.cfg": "[settings]\ndefault = news_settings\n",
    "news_settings.py": '''"""Settings of this project: newsspider's, and what is different here."""

from newsspider.settings import *

OUTLET_MODULES = ["{outlets}"]  # rule files: folders, files or modules
# CONTACT = "you@your-domain"  # an address of yours that outlets can write to; a live crawl needs it
''',
}


def write_project(project: Path, outlets: str) -> list[Path]:
    """Make a folder a Scrapy project whose outlets are in the folder ``outlets``; no file is replaced."""
    written = []
    for name, text in PROJECT.items():
        if not (project / name).exists():
            (project / name).write_text(text.replace("{outlets}", outlets), encoding="utf-8")
            written.append(project / name)
    return written


def case_name(url: str, taken: set[str]) -> str:
    """A folder name for an address, none of those taken."""
    parts = [part for part in urlsplit(url).path.split("/") if part]
    slug = max(parts, key=len, default="page").rsplit(".", 1)[0] if parts else "page"
    words = [word for word in re.split(r"[^a-z0-9]+", slug.casefold()) if word and not word.isdecimal()]
    name = "-".join(words[:5])[:48].strip("-") or "page"
    number, unique = 2, name
    while unique in taken:
        unique, number = f"{name}-{number}", number + 1
    taken.add(unique)
    return unique


def draft_golden(article: Mapping[str, Any], sure: float | None = None) -> dict[str, Any]:
    """A golden that no one has read yet; ``sure`` is how likely its text is exact, if somebody can say that."""
    by = "a program" if sure is None else f"a program that is {sure:.0%} sure of the text"
    return {
        "draft": True,
        "article": {key: article[key] for key in GOLDEN_KEYS},
        "notes": f"Written by {by}. Read the page, correct what is wrong, then remove the line `draft`.",
    }


def provenance(page: RecordedPage, golden: Mapping[str, Any]) -> dict[str, Any]:
    published = str(golden.get("datePublished") or "")
    return {
        "kind": "real",
        "years": published[:4] if published[:4].isdecimal() else "unknown",
        "sources": [page.url],
        "notes": "A page as served: its publisher's text. docs/contribute-a-fixture.md says what may be shared.",
    }


def write_index(folder: Path, outlet: Outlet, fetched: Fetched) -> None:
    """robots.txt as served and a list of the cases, for a crawl of the recording to follow."""
    host = f"{urlsplit(fetched.pages[0].url).scheme}://{urlsplit(fetched.pages[0].url).netloc}"
    robots = fetched.robots or (
        RecordedPage(f"{host}/robots.txt", b"User-agent: *\nDisallow:\n", "text/plain"),
    )
    listed = RecordedPage(
        f"{host}{LISTED}", _sitemap([page.url for page in fetched.pages]), "application/xml; charset=utf-8"
    )
    write_cassette(folder / INDEX, [*(page for page in robots if page.status == 200), listed])


def _sitemap(urls: Sequence[str]) -> bytes:
    lines = [f"<url><loc>{url.replace('&', '&amp;')}</loc></url>" for url in urls]
    text = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return (text + "\n".join(lines) + "\n</urlset>\n").encode()


# -- a new case ---------------------------------------------------------------------------------------------------


def write_new_case(
    project: Path,
    outlet: Outlet,
    pages: Sequence[RecordedPage],
    robots: Sequence[RecordedPage] = (),
    layout: str | None = None,
) -> Path:
    """A case from the pages of one article, with what the rules read as its draft golden.

    It belongs to ``layout``, otherwise to the layout that reads it now. Raises Fault where the page is not an article, or is already a case.
    """
    fixtures = fixture_folder(project, outlet.name)
    for folder in project_cases(project, outlet.name):
        if _first_address(folder) == pages[0].url:
            raise Fault(f"{pages[0].url}: is a case already, {shown(folder)}")
    try:
        article = article_of(pages)
    except NotAnArticle as result:
        raise Fault(str(result)) from None
    layout = layout or article.layout or UNKNOWN
    taken = {path.name for path in (fixtures / layout).glob("*")}
    folder = fixtures / layout / case_name(pages[0].url, taken)
    record = article.to_dict()
    write_case(folder, pages, draft_golden(record), provenance(pages[0], record))
    enter_in_index(fixtures / INDEX, pages[0].url, robots)
    return folder


def _first_address(folder: Path) -> str:
    try:
        return next((page.url for page in read_case(folder).pages), "")
    except FixtureError:
        return ""


def enter_in_index(path: Path, url: str, robots: Sequence[RecordedPage] = ()) -> None:
    """Add an address to a recorded index; the rest of the file stays as it is, byte for byte."""
    parts = urlsplit(url)
    host = f"{parts.scheme}://{parts.netloc}"
    if not path.is_file():
        listed = RecordedPage(f"{host}{LISTED}", _sitemap([url]), "application/xml; charset=utf-8")
        write_cassette(path, [*robots, listed])
        return
    text = path.read_text(encoding="utf-8")
    pages = read_pages(path)
    old = next((page for page in pages if urlsplit(page.url).path == LISTED), None)
    urls = re.findall(r"<loc>([^<]+)</loc>", old.body.decode()) if old else []
    listed = RecordedPage(
        old.url if old else f"{host}{LISTED}",
        _sitemap([*(u.replace("&amp;", "&") for u in urls), url]),
        "application/xml; charset=utf-8",
    )
    if old is not None and _written([old]) in text:
        text = text.replace(_written([old]), _written([listed]))
    else:
        head, end, _ = text.rpartition("version: 1")
        text = f"{head}{_written([listed])}{end}\n" if end else text
    path.write_text(text, encoding="utf-8")


def _written(pages: Sequence[RecordedPage]) -> str:
    """Interactions as they stand inside a cassette file."""
    text = serialize({"interactions": [interaction(page) for page in pages]})
    return text.partition("\n")[2]


# -- goldens --------------------------------------------------------------------------------------------------------


def find_case(project: Path, name: str) -> Case:
    """A case by its id (OUTLET/LAYOUT/CASE) or folder. Raises Fault naming those that resemble it."""
    for folder in (*(root / name for root in fixture_roots(project)), Path(name)):
        if folder.is_dir():
            try:
                return read_case(folder.resolve() if folder.is_absolute() else folder)
            except FixtureError as error:
                raise Fault(str(error)) from None
    ids = ["/".join(folder.parts[-3:]) for folder in project_cases(project)]
    near = difflib.get_close_matches(name, ids, 3) or [one for one in ids if name in one][:3]
    raise Fault(f"no case is called {name!r}" + (f"; did you mean {', '.join(near)}?" if near else ""))


def change(case: Case) -> tuple[str, dict[str, Any]]:
    """What would change in a golden if the rules were right: the difference as text, and the new golden.

    Raises Fault where the rules find no article.
    """
    try:
        record = article_of(case.pages).to_dict()
    except NotAnArticle as result:
        raise Fault(str(result)) from None
    article = case.golden.get("article") or {}
    golden = {key: value for key, value in case.golden.items() if key != "draft"}
    golden["article"] = {key: record[key] for key in GOLDEN_KEYS}
    if case.golden.get("draft"):
        golden["notes"] = ""
    return diff(record, article), golden


def write_golden(case: Case, golden: Mapping[str, Any]) -> None:
    text = json.dumps(golden, ensure_ascii=False, indent=2) + "\n"
    (case.folder / GOLDEN).write_text(text, encoding="utf-8")


def shown_golden(golden: Mapping[str, Any]) -> str:
    """A golden for a person to read beside the page."""
    article = golden["article"]
    lines = [f"{key}: {json.dumps(article[key], ensure_ascii=False)}" for key in GOLDEN_KEYS if key != "body"]
    return "\n".join([*lines, "body:", *(f"  {block['type']}: {block['text']}" for block in article["body"])])


def check_address(outlet: Outlet, url: str) -> None:
    """Raise Fault for an address that is not the outlet's."""
    if not outlet.owns(host_of(url)):
        raise Fault(f"{url}: not of outlet {outlet.name} ({', '.join(outlet.domains)})")
