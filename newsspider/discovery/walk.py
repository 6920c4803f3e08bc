"""The walk over an outlet's lists: which to ask, what they say, when to stop.

A ``Walk`` fetches nothing. It begins with ``Step``s (lists to fetch), reads what came back, and answers with
``Link``s to articles, further steps and ``WalkNote``s for the person who runs the crawl. A step holds all that
is needed to go on from it, so that a crawl that died can. What it keeps in memory only spares requests.

Rules of the walk:

- The cheapest source for the outlet comes first; all that it offers are used, tags only when asked for.
- Newest first, and nothing past the edge of the window: a sitemap that last changed before it is not
  fetched, index pages are asked for its days alone, a feed or rubric is left at its first page without
  anything new enough. Without a window's beginning, rubric pages are read no further than the first page
  (up to the limit, where there is one) and index pages for two days.
- A sitemap's ``lastmod`` says that an article is no older, not that it is no younger. For a window that is
  over, all that changed since may belong to it and is fetched; where dated index pages are used as well,
  only what changed within a week after it is.
- Rubric pages show what is new. For a window that is over they are asked only where the dated index pages
  cannot be fetched.
- Where an earlier walk has read the lists to their ends (``covered`` says up to when), only what is new since
  is looked for: sitemaps that changed since, index pages of the days since, further pages as long as they
  hold something unknown. For a window that was over by then, only sitemaps are read: they show changes.
- Such a walk asks the sitemaps first. Where they hold nothing unknown, and are as new as the newest article that
  any list has led to, no other list is asked.
- No list is followed in circles: a page that holds nothing new ends its list, and there is a page limit.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Self
from urllib.parse import quote, urljoin, urlsplit

from protego import Protego

from extractors.rules.model import Outlet
from extractors.rules.sources import KINDS as _SOURCES
from extractors.rules.sources import Feed, Index, PayloadJSON, Rubric, Sitemap, Source, Tag
from extractors.urls import host_of
from newsspider.discovery.identity import first_page, identity
from newsspider.discovery.link import Link, moment
from newsspider.discovery.lists import read_page
from newsspider.discovery.payload import PayloadError, read_payload
from newsspider.discovery.window import Window
from newsspider.discovery.xmllists import MAX_BYTES, ListEntry, XMLList, sniff

KINDS = tuple(kind.kind for kind in _SOURCES)
MAX_PAGES = 200  # of one list; what is further back is in the sitemaps or in the index of its day
MAX_DEPTH = 5  # sitemaps in sitemaps
MAX_SITEMAPS = 50_000  # of one walk; as many as the protocol lets one index name
DAYS = 2  # index pages where no beginning was named
OVERLAP = timedelta(days=1)  # what an earlier walk covered is read again for: articles are listed late
LATE = timedelta(days=7)  # after which few articles change
BARE_DAYS = 31  # days in a row without an article, after which an index is at its beginning
_EXPECTED = 200  # links that what is known is asked about at once
_FEEDS = 3  # of those that a page names
FAILURES = 3  # days in a row that could not be fetched, after which an index is given up
_FIRST = {kind: 100 - 10 * rank for rank, kind in enumerate(KINDS)}

# what a note can be called; reports count by these names
FORBIDDEN = "list forbidden by robots.txt"
SHELL = "empty shell of a JavaScript list"
BARE = "list without articles"
UNREAD = "list not read"
CUT = "list read in part"
ASTRAY = "list no longer as its rule says"
LONG = "list longer than was read"
PASSED = "passed over"


@dataclass(frozen=True, slots=True)
class Step:
    """A list to fetch. ``source`` is its position in the outlet's ``discover``, None for any list at all."""

    url: str
    source: int | None = None
    channel: str | None = None
    day: date | None = None
    tag: str | None = None
    page: int = 0
    depth: int = 0
    bare: int = 0
    failures: int = 0
    priority: int = 0

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready, without what is as usual."""
        return {
            f.name: value.isoformat() if isinstance(value, date) else value
            for f in fields(self)
            if (value := getattr(self, f.name)) != f.default
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        day = values.get("day")
        return cls(**{**values, "day": date.fromisoformat(day) if day else None})


@dataclass(frozen=True, slots=True)
class WalkNote:
    """Something to report and count: ``kind`` is the name to count by, ``count`` how many."""

    kind: str
    url: str
    text: str = ""
    count: int = 1


WalkItem = Link | Step | WalkNote


@dataclass(slots=True)
class _Listed:
    """What a page of a list held: links to articles, those that are new in their list, and of these
    those that no earlier walk knew and those that were not asked for."""

    articles: int = 0
    new: int = 0
    unknown: int = 0
    passed: int = 0
    newest: datetime | None = None
    oldest: datetime | None = None

    def date(self, stamp: datetime | None) -> None:
        if stamp is not None:
            self.newest = max(self.newest or stamp, stamp)
            self.oldest = min(self.oldest or stamp, stamp)


class Walk:
    """The walk over one outlet's lists.

    ``kinds`` are the sources to use (all but tags without), ``sections`` the channels wanted, ``tags`` the
    tags. ``limited``: somebody else ends the walk when there is enough. ``covered``, ``known`` and ``newest`` may
    be set before it begins: up to when an earlier walk has read the lists, whether it found a link, and when the
    newest article was published that it found.
    """

    def __init__(
        self,
        outlet: Outlet,
        *,
        now: datetime,
        window: Window | None = None,
        kinds: Collection[str] = (),
        sections: Collection[str] = (),
        tags: Collection[str] = (),
        limited: bool = False,
        max_pages: int = MAX_PAGES,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self.outlet = outlet
        self.now = now
        self.window = window or Window(zone=outlet.zone)
        self.kinds = tuple(kinds) or (("tag",) if tags else tuple(kind for kind in KINDS if kind != "tag"))
        self.sections = frozenset(slug(name) for name in sections)
        self.tags = tuple(tags)
        self.limited = limited
        self.max_pages = max_pages
        self.max_bytes = max_bytes
        self.covered: datetime | None = None
        self.known: Callable[[Link], bool] = lambda link: False
        self.expect: Callable[[Sequence[Link]], None] = lambda links: (
            None
        )  # ``known`` is about to be asked of them
        self.newest: datetime | None = None
        self._held: list[Step] = []  # lists that the sitemaps may make unnecessary
        self._open = 0  # sitemaps that those wait for
        self._news = False  # a sitemap holds something unknown, or could not be read
        self._newest_listed: datetime | None = None  # the newest date in the sitemaps
        self._seen: dict[tuple[Any, ...], set[int]] = {}
        self._fruitful: set[tuple[Any, ...]] = set()
        self._sitemaps: set[str] = set()
        self._waiting: list[Step] = []
        self._has_index = "index" in self.kinds and any(isinstance(s, Index) for s in outlet.discover)

    # -- where it begins ------------------------------------------------------------------------------

    def begin(self) -> Iterator[WalkItem]:
        """The first page of every source that is to be used, the cheapest for the outlet first."""
        over = self.window.is_over(self.now)
        settled = self.covered is not None and self.window.is_over(self.covered, OVERLAP / timedelta(days=1))
        for number in sorted(range(len(self.outlet.discover)), key=self._rank):
            source = self.outlet.discover[number]
            if source.kind not in self.kinds:
                continue
            if isinstance(source, Sitemap) and source.news and over:
                yield WalkNote(PASSED, source.url, "lists the last days only; the window ended before")
                continue
            if settled and not isinstance(source, Sitemap):
                yield WalkNote(PASSED, source.url, "was read to its end after the window was over")
                continue
            steps = list(self._first_pages(number, source))
            if isinstance(source, Rubric | PayloadJSON) and over and self._has_index:
                self._waiting += steps
            elif isinstance(source, Sitemap):
                self._open += len(steps)
                yield from steps
            elif self._open and self.covered is not None:
                self._held += steps
            else:
                yield from steps

    def _rank(self, number: int) -> int:
        return KINDS.index(self.outlet.discover[number].kind)

    def _first_pages(self, number: int, source: Source) -> Iterator[Step]:
        day = self.window.last_day(self.now) if isinstance(source, Index) else None
        channels: list[str | None] = [None]
        if source.names:
            channels = [name for name in source.names if not self.sections or slug(name) in self.sections]
        tags: list[str | None] = [slug(tag) for tag in self.tags] if isinstance(source, Tag) else [None]
        for channel in channels:
            for tag in tags:
                step = Step("", number, channel, day, tag, priority=_FIRST[source.kind])
                yield replace(step, url=self._url(step))

    def _url(self, step: Step) -> str:
        source = self._source(step)
        assert source is not None
        tag = quote(step.tag) if step.tag else None
        return source.page(step.page, channel=step.channel, day=step.day, tag=tag)

    def _source(self, step: Step) -> Source | None:
        return self.outlet.discover[step.source] if step.source is not None else None

    # -- what comes back ------------------------------------------------------------------------------

    def read(self, step: Step, body: bytes, url: str, left: int | None = None) -> Iterator[WalkItem]:
        """What a list says. ``left``: no more links than that are wanted, so the newest are given."""
        yield from self._read(step, body, url, left)
        if isinstance(self._source(step), Sitemap):
            yield from self._sitemap_done()

    def _sitemap_done(self) -> Iterator[WalkItem]:
        """After the last sitemap: the other lists, unless there is nothing new to be found in them."""
        self._open -= 1
        if self._open > 0 or not self._held:
            return
        old = self.newest is not None and (
            self._newest_listed is None or self._newest_listed < self.newest - OVERLAP
        )
        if self._news or old:
            yield from self.release()
            return
        held, self._held = self._held, []
        yield WalkNote(
            PASSED, held[0].url, "the sitemaps hold nothing new; other lists are not asked", len(held)
        )

    def release(self) -> Iterator[Step]:
        """The lists that still wait for sitemaps. A walk that died has read those, and will not read them again."""
        held, self._held = self._held, []
        yield from held

    def _json_at(self, url: str) -> PayloadJSON | None:
        """The source of that address, if what is there is not seen from its content."""
        for source in self.outlet.discover:
            if isinstance(source, PayloadJSON):
                channels: tuple[str | None, ...] = source.names or (None,)
                if url in (source.page(channel=channel) for channel in channels):
                    return source
        return None

    def _read(self, step: Step, body: bytes, url: str, left: int | None) -> Iterator[WalkItem]:
        source = self._source(step) or self._json_at(step.url)
        kind = sniff(body)
        if isinstance(source, PayloadJSON):
            try:
                entries = tuple(read_payload(body, url, source))
            except PayloadError as error:
                yield WalkNote(UNREAD, url, str(error))
                return
            yield from self._listing(step, entries, url)
        elif kind in ("sitemap", "sitemaps"):
            yield from self._sitemap(step, body, url, left)
        elif kind == "feed":
            reader = XMLList(body, self.max_bytes)
            entries = tuple(reader)
            if reader.problem:
                yield WalkNote(ASTRAY if reader.whole else CUT, url, reader.problem)
            yield from self._listing(step, entries, url)
        elif isinstance(source, Sitemap) and _is_robots(url):
            yield from self._named_in_robots(step, body)
        elif isinstance(source, Sitemap | Feed):
            self._news |= isinstance(source, Sitemap)
            yield WalkNote(
                UNREAD, url, f"no {source.kind}, but {'a page' if b'<' in body else 'something else'}"
            )
        else:
            page = read_page(body, url, self.outlet, source)
            if page.astray:
                yield WalkNote(ASTRAY, url, "its selectors find nothing; all links to articles were taken")
            yield from self._listing(step, page.entries, url, following=page.next, shell=page.shell)
            if (
                not self.outlet.layouts and not step.depth
            ):  # nobody has said where its feeds are; its pages do
                for feed in page.feeds[:_FEEDS]:
                    yield Step(feed, depth=1, priority=_FIRST["feed"])

    def _named_in_robots(self, step: Step, body: bytes) -> Iterator[WalkItem]:
        """The sitemaps that a site names in its robots.txt."""
        named = list(dict.fromkeys(Protego.parse(body.decode("utf-8", "replace")).sitemaps))
        self._news = True
        for url in named[:MAX_SITEMAPS]:
            if url not in self._sitemaps and self.outlet.owns(host_of(url)):
                self._open += 1
                yield replace(step, url=url, depth=step.depth + 1)
        if not named:
            yield WalkNote(PASSED, step.url, "names no sitemap")

    def _sitemap(self, step: Step, body: bytes, url: str, left: int | None) -> Iterator[WalkItem]:
        reader = XMLList(body, self.max_bytes)
        lists: list[ListEntry] = []
        passed = late = 0

        def links() -> Iterator[Link]:
            nonlocal passed, late
            for entry in reader:
                if entry.is_list:
                    if len(lists) < MAX_SITEMAPS:
                        lists.append(entry)
                elif link := self._link(entry, step, url):
                    self._hear_of(link.published or link.lastmod)
                    if not self.wants(link):
                        passed += 1
                    elif self._is_late(link):
                        late += 1
                    else:
                        if self._held and not self._news:
                            self._news = not self.known(link)
                        yield link

        self._sitemaps.add(url)
        if left is None:
            yield from links()
        else:
            yield from heapq.nlargest(left, links(), key=self._age_key)
        if reader.problem:
            self._news |= not reader.whole
            yield WalkNote(ASTRAY if reader.whole else CUT, url, reader.problem)
        elif not reader.count:
            self._news = True
            yield WalkNote(BARE, url, "it has no entries")
        if passed:
            yield WalkNote(PASSED, url, "outside of what was asked for", passed)
        if late:
            yield WalkNote(
                PASSED, url, "changed long after the window; the index of its days is read instead", late
            )
        yield from self._nested(step, lists, url)

    def _nested(self, step: Step, lists: list[ListEntry], url: str) -> Iterator[WalkItem]:
        if lists and step.depth >= MAX_DEPTH:
            yield WalkNote(CUT, url, f"sitemaps are nested more than {MAX_DEPTH} deep")
            return
        source = self._source(step)
        follow = source.follow if isinstance(source, Sitemap) else None
        passed = 0
        wanted: list[tuple[datetime | None, str]] = []
        for entry in lists:
            address = _join(url, entry.url)
            if address in self._sitemaps or not self.outlet.owns(host_of(address)):
                continue
            if len(self._sitemaps) >= MAX_SITEMAPS:
                yield WalkNote(CUT, url, f"the outlet names more than {MAX_SITEMAPS} sitemaps")
                break
            changed = moment(entry.lastmod, self.outlet.zone)
            self._hear_of(changed)
            section = self.section_of(address)
            if (
                (changed is not None and (self.window.is_old(changed) or self._is_covered(changed)))
                or (self.sections and section is not None and slug(section) not in self.sections)
                or (follow and not re.search(follow, address))
            ):
                passed += 1
                continue
            self._sitemaps.add(address)
            wanted.append((changed, address))
        wanted.sort(key=lambda found: found[0] or self.now, reverse=True)
        for changed, address in wanted:
            priority = _FIRST["sitemap"] - 1 - step.depth if changed is None else self._priority(changed) + 1
            self._open += 1
            yield Step(address, step.source, depth=step.depth + 1, priority=priority)
        if passed:
            yield WalkNote(PASSED, url, "sitemaps outside of what was asked for", passed)

    def _hear_of(self, stamp: datetime | None) -> None:
        if stamp is not None and (self._newest_listed is None or stamp > self._newest_listed):
            self._newest_listed = stamp

    def _listing(
        self,
        step: Step,
        entries: tuple[ListEntry, ...],
        url: str,
        *,
        following: str | None = None,
        shell: bool = False,
    ) -> Iterator[WalkItem]:
        """A page of links, and where the list goes on; ``following`` is the next page that it names."""
        chain = (step.source, step.channel, step.day, step.tag) if step.source is not None else (url,)
        listed = _Listed()
        yield from self._links(step, entries, url, self._seen.setdefault(chain, set()), listed)
        if listed.passed:
            yield WalkNote(PASSED, url, "outside of what was asked for", listed.passed)
        empty = WalkNote(SHELL if shell else BARE, url, f"no link to an article of {self.outlet.name}")
        source = self._source(step)
        if source is None or isinstance(source, Sitemap):
            del self._seen[chain]
            if not listed.articles:
                yield empty
            return
        if listed.articles:
            self._fruitful.add((step.source, step.channel))
        elif shell or (step.page == 0 and not isinstance(source, Index | Feed)):  # a feed may be empty
            yield empty
            yield from self._stand_in(source)
            return
        if (
            listed.new
            and (listed.unknown or isinstance(source, Index))
            and self._goes_on(source, listed.newest)
        ):
            further = following or (self._url(replace(step, page=step.page + 1)) if source.numbered else None)
            if further and step.page + 1 < self.max_pages:
                yield self._next_page(step, further, listed.oldest)
                return
            if further:
                yield WalkNote(LONG, url, f"{step.page + 1} pages were read, and there are more")
        del self._seen[chain]
        if isinstance(source, Index):
            bare = step.bare + 1 if step.page == 0 and not listed.articles else 0
            yield from self._day_before(replace(step, bare=bare, failures=0), source, url)

    def _links(
        self, step: Step, entries: tuple[ListEntry, ...], url: str, seen: set[int], listed: _Listed
    ) -> Iterator[Link]:
        """The wanted links of a page that no page of its list had before; what it held is counted on the way."""
        links = [link for entry in entries if (link := self._link(entry, step, url)) is not None]
        for place, link in enumerate(links):
            if place % _EXPECTED == 0:
                self.expect(links[place : place + _EXPECTED])
            listed.articles += 1
            if hash(link.identity) in seen:
                continue
            seen.add(hash(link.identity))
            listed.new += 1
            listed.unknown += not self.known(link) if self.covered else 1
            listed.date(link.published or link.lastmod)
            if self.wants(link):
                yield link
            else:
                listed.passed += 1

    def _next_page(self, step: Step, url: str, oldest: datetime | None) -> Step:
        """The next page of a list, which is as urgent as the oldest article on this one."""
        stamp = oldest or _end_of(step.day, self.window)
        priority = self._priority(stamp) + 1 if stamp else step.priority
        return replace(step, url=url, page=step.page + 1, failures=0, priority=priority)

    def _goes_on(self, source: Source, newest: datetime | None) -> bool:
        """Whether the next page of a list may hold something that is wanted."""
        if isinstance(source, Index):
            return True
        if self.window.since is None:
            return self.limited
        return newest is None or not (self.window.is_old(newest) or self._is_covered(newest))

    def _is_covered(self, moment: datetime) -> bool:
        """Whether an earlier walk has seen what was listed then."""
        return self.covered is not None and moment < self.covered - OVERLAP

    def _day_before(self, step: Step, source: Index, url: str) -> Iterator[WalkItem]:
        assert step.day is not None
        edge = self.window.first_day()
        if edge is None and not self.limited:
            edge = self.window.last_day(self.now) - timedelta(days=DAYS - 1)
        if self.covered is not None:
            covered = (self.covered - OVERLAP).astimezone(self.outlet.zone).date()
            edge = max(edge, covered) if edge is not None else covered
        day = step.day - timedelta(days=1)
        if (edge is not None and day < edge) or (edge is None and step.bare >= BARE_DAYS):
            if (step.source, step.channel) not in self._fruitful:
                yield WalkNote(BARE, url, "nor on any of the days after it")
                yield from self._stand_in(source)
            return
        stamp = _end_of(day, self.window)
        before = replace(step, url="", day=day, page=0, priority=self._priority(stamp) + 1 if stamp else 0)
        yield replace(before, url=self._url(before))

    def failed(
        self, step: Step, reason: str, *, forbidden: bool = False, missing: bool = False
    ) -> Iterator[WalkItem]:
        """A list could not be fetched. ``missing``: the server says that it does not exist."""
        yield from self._failed(step, reason, forbidden, missing)
        if isinstance(self._source(step), Sitemap):
            self._news = True
            yield from self._sitemap_done()

    def _failed(self, step: Step, reason: str, forbidden: bool, missing: bool) -> Iterator[WalkItem]:
        source = self._source(step)
        if forbidden:
            yield WalkNote(FORBIDDEN, step.url, "the outlet does not want it read, so it was not")
            yield from self._stand_in(source)
            return
        if missing and _is_robots(step.url):
            yield WalkNote(PASSED, step.url, "there is none, so it names no sitemap")
            return
        if missing and step.page:
            # some sites answer the page after the last with 404
            if isinstance(source, Index):
                yield from self._day_before(step, source, step.url)
            return
        yield WalkNote(UNREAD, step.url, reason)
        if isinstance(source, Index):
            failures = step.failures + 1
            if failures < FAILURES:
                yield from self._day_before(replace(step, failures=failures), source, step.url)
            else:
                yield from self._stand_in(source)

    def _stand_in(self, source: Source | None) -> Iterator[Step]:
        if isinstance(source, Index):
            waiting, self._waiting = self._waiting, []
            yield from waiting

    # -- links ----------------------------------------------------------------------------------------

    def _link(self, entry: ListEntry, step: Step, url: str) -> Link | None:
        """An entry as a link; None where it leads to no article of the outlet."""
        address = _join(url, entry.url)
        if not self.outlet.owns(host_of(address)) or not self.outlet.is_article(address):
            return None
        zone = self.outlet.zone
        published = moment(entry.published, zone, self.now)
        if published is None and step.day is not None:
            published = _end_of(step.day, self.window)
        source = self._source(step)
        return Link(
            url=first_page(address, self.outlet),
            source=source.kind if source else "",
            section=step.channel or self.section_of(address),
            lastmod=moment(entry.lastmod, zone, self.now),
            published=published,
            title=entry.title or None,
            identity=identity(address, self.outlet),
        )

    def wants(self, link: Link) -> bool:
        """Whether an article can be wanted by what its list and its address say."""
        if self.sections and link.section is not None and slug(link.section) not in self.sections:
            return False
        return self.window.may_hold(link.published, link.lastmod)

    def _is_late(self, link: Link) -> bool:
        """Whether all that is known is a change long after the window, and an index knows better."""
        before = self.window.before
        if not self._has_index or before is None or link.published is not None or link.lastmod is None:
            return False
        return link.lastmod >= before + LATE

    def section_of(self, url: str) -> str | None:
        """The channel that an address names in its host or path, None where it names none."""
        return section_of(url, self.outlet)

    def priority(self, link: Link) -> int:
        """Newer articles first; lists of a day stand just before its articles."""
        stamp = link.published or link.lastmod
        return self._priority(stamp) if stamp else 0

    def _priority(self, stamp: datetime) -> int:
        zone = self.outlet.zone
        days = (self.now.astimezone(zone).date() - stamp.astimezone(zone).date()).days
        return -2 * max(0, min(days, 20_000))

    def _age_key(self, link: Link) -> float:
        stamp = link.published or link.lastmod
        return stamp.timestamp() if stamp else 0.0


def section_of(url: str, outlet: Outlet) -> str | None:
    """The channel of an outlet that an address names in its host or path, None where it names none."""
    parts = urlsplit(url)
    words = [*(parts.hostname or "").split("."), *parts.path.split("/")[:-1]]
    return next((word for word in words if word and word in outlet.sections), None)


def slug(name: str) -> str:
    """A name as addresses write it: ``Gaya Hidup`` is ``gaya-hidup``."""
    return re.sub(r"[\W_]+", "-", name.casefold()).strip("-")


def _join(base: str, url: str) -> str:
    try:
        return urljoin(base, url.strip())
    except ValueError:  # "http://[": not an address
        return ""


def _end_of(day: date | None, window: Window) -> datetime | None:
    return datetime.combine(day, time(23, 59, 59), window.zone) if day else None


def _is_robots(url: str) -> bool:
    return urlsplit(url).path == "/robots.txt"
