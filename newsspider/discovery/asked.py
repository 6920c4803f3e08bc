"""Which articles of an outlet a crawl is asked for: ``since``, ``until``, ``section``, ``source``, ``tag``."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from extractors import Article
from extractors.rules.model import Outlet
from newsspider.discovery.link import Link
from newsspider.discovery.walk import KINDS, Walk, section_of, slug
from newsspider.discovery.window import Window, WindowError, read_window

OUT_OF_WINDOW = "out of window"
OTHER_SECTION = "other section"
ARGUMENTS = ("since", "until", "section", "source", "tag")


class AskedError(ValueError):
    """An argument that cannot be followed; the message is one sentence."""


@dataclass(frozen=True)
class Asked:
    """What articles are wanted, and which sources are to be used for finding them."""

    window: Window = field(default_factory=Window)
    sections: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def walk(self, outlet: Outlet, now: datetime, *, limited: bool = False) -> Walk:
        """The walk over the outlet's lists that finds them."""
        return Walk(
            outlet,
            now=now,
            window=self.window,
            kinds=self.kinds,
            sections=self.sections,
            tags=self.tags,
            limited=limited,
        )

    @property
    def scope(self) -> str:
        """Which lists are read, in words: walks of the same scope may cover one another."""
        named = (("section", self.sections), ("source", self.kinds), ("tag", self.tags))
        return " ".join(f"{name}={','.join(sorted(values))}" for name, values in named if values)

    def refusal(self, article: Article, link: Link | None, outlet: Outlet | None) -> str | None:
        """Why an article that was fetched is not wanted after all, None where it is wanted.

        Its own date decides; the list's counts where it has none. One without any date is kept.
        """
        moment = article.datePublished or (link.published if link else None)
        if moment is not None and not self.window.holds(moment):
            return OUT_OF_WINDOW
        if self.sections and outlet is not None:
            names = {*article.articleSection, section_of(article.url or "", outlet) or ""}
            if link is not None and link.section:
                names.add(link.section)
            if not {slug(name) for name in names} & {slug(name) for name in self.sections}:
                return OTHER_SECTION
        return None


def read_asked(arguments: Mapping[str, Any], outlet: Outlet | None, now: datetime) -> Asked:
    """What a spider's arguments ask for. Raises AskedError where they cannot be followed."""
    given = {name: str(arguments[name]) for name in ARGUMENTS if arguments.get(name)}
    if outlet is None:
        if given:
            raise AskedError(f"-a {next(iter(given))}=: only an outlet's spider knows what to do with it")
        return Asked()
    try:
        window = read_window(given.get("since"), given.get("until"), outlet.zone, now)
    except WindowError as error:
        raise AskedError(str(error)) from None
    offered = [kind for kind in KINDS if any(source.kind == kind for source in outlet.discover)]
    kinds = tuple(_one_of("source", word, offered, outlet) for word in _words(given.get("source")))
    tags = _words(given.get("tag"))
    if tags and "tag" not in offered:
        raise AskedError(f"tag: no tag pages of {outlet.name} are known")
    if "tag" in kinds and not tags:
        raise AskedError("source: tag pages need a tag, -a tag=NAME")
    known = {slug(name): name for name in outlet.sections}
    sections = tuple(slug(word) for word in _words(given.get("section")))
    if known:
        sections = tuple(known[_one_of("section", word, known, outlet)] for word in sections)
    return Asked(window, sections, kinds, tags)


def _words(text: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for word in (text or "").split(",") if word.strip()))


def _one_of(name: str, word: str, known: Collection[str], outlet: Outlet) -> str:
    if word.casefold() in known:
        return word.casefold()
    near = difflib.get_close_matches(word.casefold(), known, 1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known) or 'none'}"
    raise AskedError(f"{name}: {outlet.name} has no {name} {word!r}; {hint}")
