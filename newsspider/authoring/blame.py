"""Which rules are to blame for a case that differs from its golden."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from extractors.authoring.induce import KEY_FIELDS
from extractors.authoring.page_view import PageView, squeeze
from extractors.rules.model import Layout, Outlet
from newsspider.authoring.causes import follows, when_lost
from newsspider.authoring.checked import Break, Checked, Rule, page_views, quoted
from newsspider.authoring.places import place_of
from newsspider.authoring.renames import Renames, names_in

NO_FIT = ", so the layout no longer fits"
MUST_FIND = ("when", "headline", "body")  # the fields without which a layout does not fit


def blame(
    project: Path,
    one: Checked,
    outlet: Outlet,
    found: Mapping[str, Mapping[Rule, int]] | None = None,
    renames: Renames | None = None,
) -> list[Break]:
    """Which rules are to blame for a case that differs from its golden; none for one that does not.

    ``found`` says on how many cases a selector finds something: one that works elsewhere is suspected first.
    ``renames`` knows the other cases of the outlet.
    """
    layout = next((x for x in outlet.layouts if x.name == one.case.layout), None)
    if layout is None:
        return []
    elsewhere = (found or {}).get(layout.name, {})
    return _Inquiry(project, one, outlet, layout, elsewhere, renames or Renames()).breaks()


@dataclass(frozen=True)
class _Inquiry:
    """One case and its layout; ``elsewhere`` is on how many cases each selector finds something."""

    project: Path
    one: Checked
    outlet: Outlet
    layout: Layout
    elsewhere: Mapping[Rule, int]
    renames: Renames

    def breaks(self) -> list[Break]:
        found = list(self._needed())
        if self.one.exact or when_lost(self.one):  # what the layout does not read follows from that
            return found
        if (
            self.one.score is None
        ):  # nothing was read: the fields that a layout needs say why, otherwise the body
            return found or list(self._for_key("body"))
        said = {broken.key for broken in found}
        for key in self.one.score.differing:
            if key not in said:
                found += self._for_key(key)
        return found or [self._not_taken()]

    def _break(self, key: str, name: str, selector: str, text: str) -> Break:
        case = self.one.case
        place = place_of(self.project, self.outlet.name, case.layout, name, selector)
        return Break(self.outlet.name, case.layout, key, name, selector, place, text, case.id)

    @property
    def _lost(self) -> dict[str, str]:
        """The selectors that find nothing, by their fields."""
        return {name: css for name, css in self.one.missing if name != "drop"}

    def _needed(self) -> Iterator[Break]:
        """The fields without which the layout does not fit, where they find nothing."""
        for name in MUST_FIND:
            css = self._lost.get(name)
            if css and not follows(self.one, (name, css), self.renames):
                told = (
                    "; the headline came from the page's metadata"
                    if name == "headline" and self.one.exact
                    else ""
                )
                key = "layout" if name == "when" else name
                yield self._break(
                    key, name, css, f"finds nothing{told}{self.renames.near(self.one, (name, css))}"
                )

    def _for_key(self, key: str) -> Iterator[Break]:
        """What is to blame for one key: selectors that find nothing, a drop that fails, otherwise its first field."""
        if suspects := self._suspects(key):
            for name, css in suspects[:2]:
                yield self._break(key, name, css, f"finds nothing{self.renames.near(self.one, (name, css))}")
        elif key == "body" and (extra := _extra(self.one, self.layout)):
            text, element, names = extra
            if drop := _nearest(names, [css for name, css in self.one.missing if name == "drop"]):
                what = f"finds nothing; {quoted(text)} in {element} is too much"
                yield self._break(key, "drop", drop, what)
            else:
                what = f"holds {quoted(text)} in {element}, which is not in the golden"
                yield self._break(key, "body", self.layout.body, what)
        else:
            name = next((x for x in KEY_FIELDS[key] if getattr(self.layout, x)), KEY_FIELDS[key][0])
            what = f"does not give the golden's: {_difference(self.one, key)}"
            yield self._break(key, name, _selector(self.layout, name), what)

    def _suspects(self, key: str) -> list[Rule]:
        """The selectors of a key that find nothing but should: elsewhere they do, or the golden has the key."""
        lost, wanted = self._lost, self.one.golden.get(key)
        rules = [(name, lost[name]) for name in KEY_FIELDS[key] if name in lost and name not in MUST_FIND]
        return [rule for rule in rules if wanted or self.elsewhere.get(rule, 0)]

    def _not_taken(self) -> Break:
        article = self.one.article
        reason = self.one.problem or f"layout {article.layout if article else None!r} was taken instead"
        return self._break("layout", "when", self.layout.when, f"finds its page, but {reason}")


def _selector(layout: Layout, name: str) -> str:
    value = getattr(layout, name)
    if isinstance(value, tuple):
        return ", ".join(value)
    return value if isinstance(value, str) else ""


def _difference(one: Checked, key: str) -> str:
    if key == "body":
        lines = (line.strip() for line in one.difference.splitlines() if line.startswith("  "))
        return next(lines, "it differs")[:160]
    got = one.article.to_dict().get(key) if one.article else None
    return f"got {quoted(got)}, want {quoted(one.golden.get(key))}"


def _extra(one: Checked, layout: Layout) -> tuple[str, str, list[str]] | None:
    """A block that the golden does not have: its text, the element that shows it, the names around it."""
    if one.article is None:
        return None
    want = {squeeze(block["text"]) for block in one.golden.get("body") or ()}
    extras = [block.text for block in one.article.body if squeeze(block.text) not in want]
    views = page_views(one.case, layout) if extras else []
    for text in extras:
        for view in views:
            if (element := view.smallest_with(text)) is not None:
                named = [x for x in [element.get("class")] if x]
                shape = f"<{element.tag}{''.join(f' class={x!r}' for x in named)}>"
                return text, shape, _names_around(view, element, want)
    return None


def _names_around(view: PageView, element: etree._Element, want: set[str]) -> list[str]:
    """Classes and ids of what surrounds an element, up to what holds the golden's text."""
    names: list[str] = []
    for around in (element, *element.iterancestors()):
        if any(text in view.squeezed(around) for text in want if len(text) > 20):
            break
        names += [*(around.get("class") or "").split(), *filter(None, [around.get("id")])]
    return names


def _nearest(names: Sequence[str], drops: Sequence[str]) -> str | None:
    """The drop whose names resemble these most, if any does."""
    best, found = 0.6, None
    for css in drops:
        for wanted in names_in(css):
            for name in names:
                alike = difflib.SequenceMatcher(None, wanted, name).ratio()
                if alike > best:
                    best, found = alike, css
    return found
