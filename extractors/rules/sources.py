"""Where to find an outlet's articles: the sources it offers, as data.

An outlet names them in ``discover``, the politest first: sitemaps and feeds are made for machines, dated
index pages cost one request per day, rubric pages several. Nothing here fetches anything.

    discover=(
        Sitemap("https://www.example.co.id/sitemap.xml"),
        Feed("https://{channel}.example.co.id/rss", channels=("nasional", "ekonomi")),
        Index("https://www.example.co.id/indeks/{date:%Y-%m-%d}?page={page}", links="h2 a"),
    )

In an address, ``{channel}`` stands for each channel, ``{date:%Y-%m-%d}`` for a day (with the codes of
``strftime``), ``{page}`` for the page number, ``{tag}`` for the requested tag. A source whose address begins with
``https://{host}/`` is one source for each of the outlet's ``hosts``.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from extractors.rules.fields import css, lenient, regex, value

__all__ = ["KINDS", "Feed", "Index", "PayloadJSON", "Rubric", "Sitemap", "Source", "Tag"]

_URL = "its address"
_CHANNELS = "the outlet's channels: names, or a mapping of names to what the address uses for them"
_SEEN = "when it was last known to answer (`2026-02`), if that is known"
_FIRST = "the number of the first page"
_STEP = "how much it grows from page to page (20 if the address counts entries)"
_HOST = "{host}"
_MORE = "the address of the second and later pages, if it differs"


@dataclass(frozen=True)
class Source:
    """What all sources have in common."""

    kind: ClassVar[str] = ""
    placeholders: ClassVar[frozenset[str]] = frozenset()
    required: ClassVar[frozenset[str]] = frozenset()

    url: str = value(_URL, "")
    channels: tuple[str, ...] | Mapping[str, str] = value(_CHANNELS, ())
    seen: str = value(_SEEN, "")

    @property
    def per_host(self) -> bool:
        """Whether it stands for a source on each of the outlet's hosts."""
        return isinstance(self.url, str) and _HOST in self.url

    def on(self, hosts: Iterable[str]) -> Iterator[Self]:
        """It on each of these hosts; itself, if its address names its host."""
        if not self.per_host:
            yield self
            return
        for host in hosts:
            one = copy(self)  # a copy keeps the problems found when it was built
            for name in ("url", "more"):
                if template := getattr(self, name, None):
                    object.__setattr__(one, name, template.replace(_HOST, host))
            yield one

    @property
    def names(self) -> tuple[str, ...]:
        """Its channels' names."""
        return tuple(self.channels)

    def page(
        self, number: int = 0, *, channel: str | None = None, day: date | None = None, tag: str | None = None
    ) -> str:
        """The address of its ``number``-th page, counted from 0."""
        template = getattr(self, "more", None) if number else None
        values: dict[str, Any] = {"page": getattr(self, "first", 1) + number * getattr(self, "step", 1)}
        if channel is not None:
            values["channel"] = self.channels[channel] if isinstance(self.channels, Mapping) else channel
        if day is not None:
            values["date"] = day
        if tag is not None:
            values["tag"] = tag
        return (template or self.url).format(**values)

    def sample(self) -> dict[str, Any]:
        """Arguments for ``page`` that fill every placeholder."""
        used = placeholders(self.url)
        return {
            "channel": self.names[0] if "channel" in used else None,
            "day": date(2024, 1, 31) if "date" in used else None,
            "tag": "x" if "tag" in used else None,
        }

    @property
    def numbered(self) -> bool:
        """Whether its pages have numbers."""
        return "page" in placeholders(self.url) or bool(getattr(self, "more", None))

    def problems(self) -> list[tuple[str, str]]:
        """What is wrong with it, as pairs of field and sentence."""
        found: list[tuple[str, str]] = list(getattr(self, "_problems", ()))
        if not isinstance(self.url, str) or not self.url:
            return [*found, ("url", "this field is required")]
        if isinstance(self.channels, str):
            found.append(("channels", f"this must be a tuple of names, not {self.channels!r}"))
        known = {"channel", *self.placeholders}
        used: set[str] = set()
        for name in ("url", "more"):
            template = getattr(self, name, None)
            if not template:
                continue
            try:
                names = placeholders(template)
                if names <= known:
                    template.format(channel="", page=1, date=date(2024, 1, 31), tag="")
            except (ValueError, KeyError, IndexError, AttributeError):
                names = {"?"}
            for odd in sorted(names - known):
                there = ", ".join(f"{{{word}}}" for word in sorted(known))
                found.append(
                    (name, f"{template!r}: {{{odd}}} is not a placeholder here; placeholders are {there}")
                )
            used |= names
        for name in sorted(self.required - used):
            found.append(("url", f"{self.url!r}: {{{name}}} is missing"))
        if bool(self.channels) != ("channel" in used):
            found.append(
                ("channels", "`channels` needs {channel} in the address, and {channel} needs `channels`")
            )
        return found


def placeholders(template: str) -> set[str]:
    """The placeholder names in an address. Raises ValueError if a brace is left open."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


@lenient
@dataclass(frozen=True)
class Sitemap(Source):
    """A sitemap, a news sitemap, or a sitemap of sitemaps, gzipped or not."""

    kind: ClassVar[str] = "sitemap"

    news: bool = value("whether it lists only the news of the last few days", False)
    follow: str | None = regex("which of the sitemaps it names to read (default: all)")


@lenient
@dataclass(frozen=True)
class Feed(Source):
    """An RSS or Atom feed, newest first."""

    kind: ClassVar[str] = "feed"
    placeholders: ClassVar[frozenset[str]] = frozenset({"page"})

    more: str | None = value(_MORE)
    first: int = value(_FIRST, 1)
    step: int = value(_STEP, 1)


@dataclass(frozen=True)
class _Listing(Source):
    """What pages that list articles in HTML have in common."""

    item: str | None = css("one entry of the list, with its link and its date")
    links: str | None = css("the links to articles (default: every link to one)")
    date: str | None = css("the date of an entry, inside `item`")
    next: str | None = css("the link to the next page, if pages have no numbers")
    more: str | None = value(_MORE)
    first: int = value(_FIRST, 1)
    step: int = value(_STEP, 1)
    browser: bool = value(
        "whether a script fills it: where it comes without an `item` (or `links`), it is opened in a browser, if there is one",
        False,
    )

    @property
    def entry(self) -> str | None:
        """What shows that it lists something."""
        return self.item or self.links

    def problems(self) -> list[tuple[str, str]]:
        found = super().problems()
        if self.browser and not self.entry:
            found.append(("browser", "a browser waits for what `item` or `links` names: give one of them"))
        return found


@lenient
@dataclass(frozen=True)
class Index(_Listing):
    """A day's index pages (`indeks`), which link to the articles of that day."""

    kind: ClassVar[str] = "index"
    placeholders: ClassVar[frozenset[str]] = frozenset({"page", "date"})
    required: ClassVar[frozenset[str]] = frozenset({"date"})


@lenient
@dataclass(frozen=True)
class Rubric(_Listing):
    """A channel's page, newest first."""

    kind: ClassVar[str] = "rubric"
    placeholders: ClassVar[frozenset[str]] = frozenset({"page"})


@lenient
@dataclass(frozen=True)
class PayloadJSON(Source):
    """A list page's data as JSON (plain, or Nuxt's `_payload.json`), newest first.

    A key may lead into an object within the entry: `node.url`.
    """

    kind: ClassVar[str] = "json"
    placeholders: ClassVar[frozenset[str]] = frozenset({"page"})

    script: str | None = css(
        "the script of an HTML page that holds the data (default: the address leads to JSON)"
    )
    path: tuple[str, ...] = value("the keys that lead to the list", ())
    link: str = value("the key of an entry's link, or a template of keys: `/{category.slug}/{id}`", "url")
    date: str = value("the key of its date", "")
    title: str = value("the key of its title", "")
    base: str = value("the base of relative addresses (default: the page's own address)", "")
    more: str | None = value(_MORE)
    first: int = value(_FIRST, 1)
    step: int = value(_STEP, 1)


@lenient
@dataclass(frozen=True)
class Tag(_Listing):
    """A tag's pages, newest first; used only for requested tags."""

    kind: ClassVar[str] = "tag"
    placeholders: ClassVar[frozenset[str]] = frozenset({"page", "tag"})
    required: ClassVar[frozenset[str]] = frozenset({"tag"})


KINDS: tuple[type[Source], ...] = (Sitemap, Feed, Index, Rubric, PayloadJSON, Tag)
"""All kinds of sources, politest first."""
