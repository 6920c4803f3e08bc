"""The five outlets as one site: which articles there are, what every address answers, what is true of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.site import lists
from tests.site.lists import Answer, Request
from tests.site.looks import NEIGHBOURS, Look, Page
from tests.site.words import Story

WIB = timezone(timedelta(hours=7))
PIXEL = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)
IMAGES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".ico", ".svg", ".css", ".js")


@dataclass(frozen=True)
class Plan:
    """One outlet: its layouts and hosts, where its articles stand, which lists it keeps."""

    name: str
    title: str
    domains: tuple[str, ...]
    looks: Mapping[str, Look]
    weights: Mapping[str, int]
    """How often a layout is an article's own; the others appear as twins."""
    twins: Mapping[str, tuple[str, ...]]
    """Layout → layouts in which the same article stands at further addresses."""
    section: Callable[[str, random.Random], tuple[tuple[str, str], ...]]
    place: Callable[[str, Story], str]
    """The address of a story in a layout."""
    answer: Callable[[Site, Request], Answer | None]
    """What a host answers besides articles and robots.txt; None for nothing."""
    robots: str
    moved: Mapping[str, str] = field(default_factory=dict)
    """Hosts that send on to another one."""
    headers: tuple[tuple[str, str], ...] = ()
    """What its article pages say besides their content: a cookie, mostly."""


@dataclass(eq=False)
class Entry:
    """One article: its story and its addresses, by layout; the first is its own, the others its twins."""

    plan: Plan
    story: Story
    addresses: dict[str, str]

    @property
    def outlet(self) -> str:
        return self.plan.name

    @property
    def layout(self) -> str:
        return next(iter(self.addresses))

    @property
    def url(self) -> str:
        return self.addresses[self.layout]

    @property
    def channel(self) -> str:
        return self.story.section[0][0]

    @property
    def changed(self) -> datetime:
        return self.story.modified or self.story.published

    def pages(self, layout: str | None = None) -> list[str]:
        """The addresses of the article's pages in a layout (its own without one)."""
        layout = layout or self.layout
        look, url = self.plan.looks[layout], self.addresses[layout]
        return [url, *(f"{url}?{look.query}={n}" for n in range(2, look.pages(self.story) + 1))]

    def __repr__(self) -> str:
        return f"<{self.outlet}/{self.layout} {self.story.published:%Y-%m-%d %H:%M} {self.url}>"


class Site:
    """Five outlets with ``articles_per_outlet`` invented articles each, published from ``since`` to ``until``.

    The same arguments give the same site, word for word. ``weights`` says per outlet how often a layout is
    used (``{"tempo": {"nuxt": 1}}`` for one layout alone), ``robots`` replaces an outlet's robots.txt,
    ``crawl_delay`` adds that line to all of them, ``page_bytes`` fills pages up to a size with the kind of
    ballast real pages carry. ``scheme="http"`` gives a site without TLS.

        site = Site(seed=3, articles_per_outlet=200, since="2024-01-01", until="2024-01-31")
        site.articles("tempo")[0].url
        site.golden(url)["body"]
    """

    def __init__(
        self,
        *,
        seed: int = 1,
        articles_per_outlet: int = 200,
        since: date | str = "2024-01-01",
        until: date | str = "2024-01-31",
        outlets: Sequence[str] | None = None,
        scheme: str = "https",
        weights: Mapping[str, Mapping[str, int]] | None = None,
        robots: Mapping[str, str] | None = None,
        crawl_delay: float | None = None,
        page_bytes: int = 0,
        list_size: int = 20,
    ) -> None:
        from tests.site.outlets import PLANS

        self.seed, self.scheme, self.page_bytes, self.list_size = seed, scheme, page_bytes, list_size
        self.since, self.until = _day(since), _day(until)
        self.crawl_delay = crawl_delay
        self.plans = {name: PLANS[name] for name in (outlets or PLANS)}
        self.robots = {name: plan.robots for name, plan in self.plans.items()} | dict(robots or {})
        self.weights = {
            name: dict((weights or {}).get(name) or plan.weights) for name, plan in self.plans.items()
        }
        self.entries: dict[str, list[Entry]] = {}
        """Per outlet, newest first."""
        self.version = 0
        """Counts the changes of the site: what was remembered of an older one is worth nothing."""
        self._at: dict[tuple[str, str], tuple[Entry, str]] = {}
        self._hosts: dict[str, Plan] = {}
        self._made: dict[str, list[Entry]] = {}
        for name in self.plans:
            moments = self._moments(name, articles_per_outlet)
            self._made[name] = [self._entry(name, n, moment) for n, moment in enumerate(moments)]
            self.entries[name] = list(self._made[name])
            self._sort(name)

    # -- what there is -------------------------------------------------------------------------------

    def articles(
        self,
        outlet: str | None = None,
        *,
        since: date | str | None = None,
        until: date | str | None = None,
        layout: str | None = None,
        section: str | None = None,
    ) -> list[Entry]:
        """Articles, newest first per outlet, of a window of days (both included), a layout, a channel."""
        out = []
        first, last = _day(since) if since else None, _day(until) if until else None
        for name in [outlet] if outlet else self.plans:
            for entry in self.entries[name]:
                day = entry.story.published.date()
                if (first and day < first) or (last and day > last):
                    continue
                if (layout and entry.layout != layout) or (section and entry.channel != section):
                    continue
                out.append(entry)
        return out

    def find(self, url: str) -> tuple[Entry, str]:
        """The article at an address and the layout it has there. Raises LookupError where there is none."""
        parts = urlsplit(url)
        try:
            return self._at[parts.netloc, parts.path]
        except KeyError:
            raise LookupError(f"{url}: the site has no article there") from None

    def golden(self, url: str) -> dict[str, Any]:
        """What is true of the article at an address, in the keys of a golden: what extraction has to give.

        Any page of a split article may be named; the golden is that of all pages joined.
        """
        entry, layout = self.find(url)
        _, titles = self._neighbours(entry)
        return entry.plan.looks[layout].golden(entry.story, titles)

    def pages(self, url: str) -> list[str]:
        """The addresses of all pages of the article at an address."""
        entry, layout = self.find(url)
        return entry.pages(layout)

    def hosts(self) -> list[str]:
        """Every name the site answers to, wildcards included."""
        return [
            name
            for plan in self.plans.values()
            for domain in plan.domains
            for name in (domain, f"*.{domain}")
        ]

    def plan_of(self, host: str) -> Plan | None:
        if host not in self._hosts:
            found = [
                plan
                for plan in self.plans.values()
                for domain in plan.domains
                if host == domain or host.endswith("." + domain)
            ]
            if not found:
                return None
            self._hosts[host] = found[0]
        return self._hosts[host]

    # -- what happens to it --------------------------------------------------------------------------

    def revise(self, url: str, when: datetime | None = None) -> Entry:
        """Change an article: a paragraph is corrected, one is added, ``lastmod`` and the golden follow."""
        entry, _ = self.find(url)
        entry.story.revision += 1
        entry.story.modified = when or entry.changed + timedelta(hours=6)
        self.version += 1
        return entry

    def publish(self, outlet: str, count: int = 1, when: datetime | None = None) -> list[Entry]:
        """Add articles newer than all others of an outlet (an hour apart, or all at ``when``)."""
        entries = self.entries[outlet]
        newest = entries[0].story.published if entries else datetime.combine(self.since, time(8), WIB)
        number = 1 + max((e.story.number for e in entries), default=-1)
        fresh = [
            self._entry(outlet, number + n, when or newest + timedelta(hours=n + 1)) for n in range(count)
        ]
        self.entries[outlet] = [*entries, *fresh]
        self._sort(outlet)
        self.version += 1
        return fresh

    # -- what is answered ----------------------------------------------------------------------------

    def answer(self, request: Request) -> Answer:
        """The answer to a request, faults apart."""
        plan = self.plan_of(request.host)
        parts = urlsplit(request.target)
        if plan is None:
            return lists.not_found(f"Tidak ada situs bernama {request.host}")
        if request.host in plan.moved:
            return lists.redirect(f"{self.scheme}://{plan.moved[request.host]}{request.target}")
        found = self._at.get((request.host, parts.path))
        if found is not None:
            return self._article(*found, dict(parse_qsl(parts.query)))
        if parts.path == "/robots.txt":
            return self._robots(plan)
        if parts.path.endswith(IMAGES):
            return Answer(PIXEL, type="image/gif", modified=datetime(2024, 1, 1, tzinfo=WIB))
        if parts.path.endswith("/") and (request.host, parts.path.rstrip("/")) in self._at:
            return lists.redirect(f"{self.scheme}://{request.host}{parts.path.rstrip('/')}")
        return plan.answer(self, request) or lists.not_found()

    def _article(self, entry: Entry, layout: str, query: Mapping[str, str]) -> Answer:
        look = entry.plan.looks[layout]
        count = look.pages(entry.story)
        value = query.get(look.query, "1") if look.query else "1"
        if look.whole and value == look.whole:
            number = count = 1
        elif value.isdecimal() and 1 <= int(value) <= count:
            number = int(value)
        else:
            return lists.not_found()
        links, titles = self._neighbours(entry)
        urls = dict.fromkeys(("main url", "amp url", "mobile url"), entry.url) | {
            "url": entry.addresses[layout]
        }
        for twin, address in entry.addresses.items():
            if twin != entry.layout:
                urls["mobile url" if twin == "mobile" else "amp url"] = address
        html = look.render(Page(entry.story, urls, links, titles, self.scheme, number, count))
        if self.scheme != "https":
            html = html.replace("https://", f"{self.scheme}://")
        body = html.encode()
        if len(body) < self.page_bytes:
            body = _fill(body, self.page_bytes - len(body), entry)
        return Answer(body, headers=entry.plan.headers, modified=entry.changed)

    def _robots(self, plan: Plan) -> Answer:
        text = self.robots[plan.name]
        if self.crawl_delay:
            text = text.replace("User-agent: *\n", f"User-agent: *\nCrawl-delay: {self.crawl_delay:g}\n", 1)
        if self.scheme != "https":
            text = text.replace("https://", f"{self.scheme}://")
        return Answer(text.encode(), type="text/plain; charset=utf-8")

    # -- how it is made ------------------------------------------------------------------------------

    def _moments(self, outlet: str, count: int) -> list[datetime]:
        rng = random.Random(f"{self.seed} {outlet} moments")
        start = datetime.combine(self.since, time(), WIB)
        seconds = int((datetime.combine(self.until, time(), WIB) + timedelta(days=1) - start).total_seconds())
        return sorted(start + timedelta(seconds=rng.randrange(seconds)) for _ in range(count))

    def _entry(self, outlet: str, number: int, moment: datetime) -> Entry:
        plan, weights = self.plans[outlet], self.weights[outlet]
        turn = number % sum(weights.values())
        layout = next(name for name in _spread(weights, turn))
        rng = random.Random(f"{self.seed} {outlet} {number} place")
        story = Story(outlet, number, self.seed, moment, plan.section(layout, rng))
        addresses = {}
        for name in (layout, *plan.twins.get(layout, ())):
            address = plan.place(name, story)
            if self.scheme != "https":
                address = address.replace("https://", f"{self.scheme}://", 1)
            addresses[name] = address
        entry = Entry(plan, story, addresses)
        for name, address in addresses.items():
            parts = urlsplit(address)
            self._at[parts.netloc, parts.path] = (entry, name)
        return entry

    def _sort(self, outlet: str) -> None:
        self.entries[outlet].sort(key=lambda entry: entry.story.published, reverse=True)

    def _neighbours(self, entry: Entry) -> tuple[list[str], list[str]]:
        """The articles that a page links to: those made before it, around the end of the first ones.

        Older articles do not link to later ones, so that old pages stay as they were.
        """
        made = self._made[entry.outlet]
        near = [made[(entry.story.number - 1 - n) % len(made)] for n in range(NEIGHBOURS)]
        return [e.url for e in near], [e.story.headline for e in near]


def _spread(weights: Mapping[str, int], turn: int) -> Iterator[str]:
    """The layout whose turn it is: heavy ones often, all of them within one round."""
    order = sorted(((n + 0.5) / weight, name) for name, weight in weights.items() for n in range(weight))
    yield order[turn][1]


def _fill(body: bytes, size: int, entry: Entry) -> bytes:
    """Ballast before the end of the page, as analytics and recommendations are on real ones."""
    rows = _ballast()
    # every article begins elsewhere, so that no two pages carry the same
    at = entry.story.number * 37 % len(rows)
    out = [b"<script>window.__ballast = [\n"]
    while size > 0:
        out.append(rows[at % len(rows)])
        size -= len(out[-1])
        at += 1
    out.append(b"{}];</script>\n</body>")
    head, _, tail = body.rpartition(b"</body>")
    return head + b"".join(out) + tail


@cache
def _ballast() -> list[bytes]:
    rng = random.Random("ballast")
    line = '{{"id":{},"kind":"widget","slot":"/00000000/unit/{}","score":{:.6f},"seen":false}},\n'
    return [
        line.format(rng.randrange(10**9), rng.randrange(10**6), rng.random()).encode() for _ in range(20_000)
    ]


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
