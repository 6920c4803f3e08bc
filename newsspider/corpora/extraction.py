"""The articles of a corpus of pages: each page's fate counted, split articles joined, memory flat.

>>> with Extraction(jobs=2) as run:                     # doctest: +SKIP
...     for article in run.articles(rows_of(path, Columns())):
...         out.write(article)
...     for article in run.split_articles():
...         out.write(article)
>>> run.fates.counts["articles"], run.fates.refused      # doctest: +SKIP

An article comes out where its page lies; those of several pages come at the end, when all pages have been seen: until
then they lie in a temporary file.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple, Self

from extractors import Article, SiteProfile
from newsspider.archive.joined import MISSING, first_of
from newsspider.archive.judge import as_line
from newsspider.archive.reextract import Reextraction
from newsspider.corpora.pages import Done, Read, Source, Task, learn_pages, read_pages
from newsspider.discovery.split_article import Chain
from newsspider.runtime.console import Fault, shown
from newsspider.runtime.processes import Bar, Pool
from newsspider.runtime.site_profiles import save_profile
from newsspider.runtime.sqlite import connect

__all__ = ["Extraction", "Fates", "Held"]

_FIRST_TASKS = 100  # of a source, in which sites without rules are looked for: some 200 MB
_LEAST = 3  # pages of a site that say something about the others
_NAMED = 20  # faults of one source; more are counted


@dataclass
class Fates:
    """What became of pages: counts, articles by layout, and by reason what was refused or passed over."""

    counts: Counter[str] = field(default_factory=Counter)
    layouts: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    passed: Counter[str] = field(default_factory=Counter)

    def add(self, other: Fates | Reextraction) -> None:
        self.counts += other.counts
        self.layouts += other.layouts
        self.refused += other.refused
        self.passed += other.passed


class Held(NamedTuple):
    """A page of an article of several pages, which waits for the others."""

    url: str
    layout: str
    further: tuple[str, ...]
    line: bytes


class Extraction:
    """Reads sources one after the other.

    ``incomplete``: whether split articles that lack pages come out; ``faults`` gets what is wrong with a page or
    a source, in one sentence each; ``folder`` is where the temporary file goes.
    """

    def __init__(
        self,
        pool: Pool,
        *,
        incomplete: bool = False,
        faults: Callable[[object], None],
        folder: Path | None = None,
    ) -> None:
        self.pool, self.incomplete, self.faults = pool, incomplete, faults
        self.fates = Fates()
        self._folder = tempfile.TemporaryDirectory(prefix=".extract-", dir=folder)
        self._sites = Path(self._folder.name) / "sites"
        self._held = connect(Path(self._folder.name) / "held.sqlite")
        self._held.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
            "CREATE TABLE held(url TEXT, layout TEXT, further TEXT, line BLOB, used INTEGER DEFAULT 0);"
            "CREATE INDEX held_url ON held(url);"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()
        self._folder.cleanup()

    def articles(self, source: Source, bar: Bar) -> Iterator[bytes]:
        """The articles of one page each, as lines of JSON, in the order of the source."""
        faults: list[Fault] = []
        broken = rows = 0

        def tasks() -> Iterator[Task]:
            try:
                for task in source.tasks(self.pool.jobs):
                    yield task._replace(sites=str(self._sites))
            except Fault as fault:  # what could be read comes out
                faults.append(fault)

        self._learn(source)
        done: Done
        for task, done in self.pool.in_order(read_pages, tasks()):
            before = self.fates.counts["articles"]
            for page in done.pages:
                if page.kind in ("broken", "failed"):
                    broken += 1
                    if broken <= _NAMED:
                        self.faults(self._said(source, page, rows if task.how in ("span", "lines") else 0))
                if line := self._take(page):
                    yield line
            rows += done.rows
            bar.advance(task.size, self.fates.counts["articles"] - before, source.path.name)
        if broken > _NAMED:
            self.faults(f"{shown(source.path)}: {broken - _NAMED:,} more are like these")
        if faults:
            self.faults(faults[0])

    def _learn(self, source: Source) -> None:
        """Let the first pages of each site without rules teach what they have in common."""
        if not source.again:
            return
        found: dict[str, SiteProfile] = {}
        with suppress(Fault):  # reported when the source is read
            first = islice(source.tasks(self.pool.jobs), _FIRST_TASKS)
            for _, profiles in self.pool.in_order(learn_pages, first):
                for site, profile in profiles.items():
                    found.setdefault(site, SiteProfile()).add(profile)
        for site, profile in found.items():
            if profile.pages >= _LEAST:
                save_profile(self._sites, site, profile)

    def _take(self, page: Read) -> bytes | None:
        """Count a page; its article, unless that has to wait for other pages."""
        fates = self.fates
        fates.counts["pages"] += 1
        if page.kind == "passed":
            fates.passed[page.label] += 1
        elif page.kind != "article":
            fates.refused[page.label] += 1
        elif page.further or first_of(page.url):
            self.hold(Held(page.url, page.label, page.further, page.line))
        else:
            self._count(page.label)
            return page.line
        return None

    def _count(self, layout: str) -> None:
        self.fates.counts["articles"] += 1
        if layout:
            self.fates.layouts[layout] += 1
        else:
            self.fates.counts["fallback"] += 1

    def _said(self, source: Source, page: Read, before: int) -> str:
        place = page.place
        if isinstance(place, int):
            where = f"{shown(source.path)}, {source.row} {before + place}" if place else shown(source.path)
        else:
            where = shown(Path(place))
        if page.kind == "failed":
            return f"{where}: {page.url}: {page.label}: {page.reason}; please report it"
        return f"{where}: {page.reason}"

    # -- articles of several pages

    def hold(self, page: Held) -> None:
        """Let a page wait for the others of its article."""
        self._held.execute(
            "INSERT INTO held(url, layout, further, line) VALUES (?, ?, ?, ?)",
            (page.url, page.layout, json.dumps(page.further), page.line),
        )

    def held(self) -> Iterator[Held]:
        """The pages that wait, in their order."""
        for url, layout, further, line in self._held.execute(
            "SELECT url, layout, further, line FROM held ORDER BY rowid"
        ):
            yield Held(url, layout, tuple(json.loads(further)), line)

    def split_articles(self) -> Iterator[bytes]:
        """The articles of several pages, from all sources."""
        rows = self._held.execute("SELECT rowid, url, layout, further, line FROM held ORDER BY rowid")
        later = []
        for number, url, layout, further, line in rows:
            if first_of(url):
                later.append(number)
                continue
            yield from self._joined(number, url, layout, json.loads(further), line)
        for number in later:  # what is not a further page of any article that is here
            url, layout, further, line, used = self._held.execute(
                "SELECT url, layout, further, line, used FROM held WHERE rowid = ?", (number,)
            ).fetchone()
            first = first_of(url)
            if used or self._held.execute("SELECT 1 FROM held WHERE url = ?", (first,)).fetchone():
                self.fates.counts["further pages"] += 1
            else:
                yield from self._joined(number, url, layout, json.loads(further), line)

    def _joined(self, number: int, url: str, layout: str, further: list[str], line: bytes) -> Iterator[bytes]:
        chain = Chain(_revived(line, further), url)
        places = []
        while (address := chain.next()) is not None:
            row = self._held.execute(
                "SELECT rowid, further, line FROM held WHERE url = ? ORDER BY rowid < ?, rowid LIMIT 1",
                (address, number),
            ).fetchone()
            if row is not None:
                places.append(row[0])
                chain.add(_revived(row[2], json.loads(row[1])))
        article = chain.article()
        if article.missingPages and not self.incomplete:
            self.fates.refused[MISSING] += 1
            return
        self._held.executemany("UPDATE held SET used = 1 WHERE rowid = ?", ((place,) for place in places))
        self._count(layout)
        self.fates.counts["split"] += bool(places)
        self.fates.counts["incomplete"] += bool(article.missingPages)
        yield as_line(article.to_dict())


def _revived(line: bytes, further: list[str]) -> Article:
    return replace(Article.from_dict(json.loads(line)), pageUrls=tuple(further))
