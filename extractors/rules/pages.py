"""How an article is split over several pages: what the addresses of its further pages look like."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from extractors.rules.fields import compiled, css, lenient, value

WHOLE = 0
"""The number that stands for the whole text on one page."""

_END = r"(?=/?(?:[?#]|$))"
_NUMBER = r"(\d{1,3})(?!\d)"


@lenient
@dataclass(frozen=True, kw_only=True)
class Pages:
    """How an article is split over several pages.

    Page 2 has the number in a query parameter (``query``) or at the end of its path (``path``). Which numbers there are
    is read from the pager, so they may grow in steps (``/5``, ``/10``).
    """

    query: str = value("the query parameter with the page number: `page` (`?page=2`)", "")
    path: str = value("what follows the article's path on further pages: `/{page}` (`/2`)", "")
    links: str | None = css("the links in the pager")
    whole: str | None = value(
        "what shows the whole text on one page, if anything does: the value of that parameter (`all`), or what "
        "follows the article's address (`/all`, `?single=1`)"
    )

    def problem(self) -> tuple[str, str] | None:
        """The field that is wrong, and why, as a sentence; None if none is."""
        if bool(self.query) == bool(self.path):
            return "query", "either `query` or `path` is required, and only one of them"
        if self.path and (self.path.count("{page}") != 1 or not self.path.endswith("{page}")):
            return "path", f"{self.path!r} must end in {{page}}, the number of the page"
        if self.whole and self.whole[0] not in "?/" and not self.query:
            return "whole", f"{self.whole!r} is neither a path (`/all`) nor a query (`?single=1`)"
        if self.whole and self.whole[0] == "?" and not re.fullmatch(r"\?[\w-]+=[\w-]+", self.whole):
            return "whole", f"{self.whole!r} must be a query of one parameter: `?single=1`"
        return None

    @property
    def parameters(self) -> tuple[str, ...]:
        """The query parameters that name a page."""
        whole = self.whole or ""
        return tuple(x for x in (self.query, whole[1:].partition("=")[0] if whole[:1] == "?" else "") if x)

    @cached_property
    def endings(self) -> re.Pattern[str] | None:
        """What follows an article's path on its further pages; None if only the query tells them apart."""
        ends = [re.escape(self.path.removesuffix("{page}")) + _NUMBER] if self.path else []
        if self.whole and self.whole[0] == "/":
            ends.append(re.escape(self.whole.rstrip("/")))
        return compiled(f"(?:{'|'.join(ends)}){_END}") if ends else None

    @cached_property
    def _number(self) -> re.Pattern[str]:
        if self.query:
            return compiled(rf"[?&]{re.escape(self.query)}={_NUMBER}")
        return compiled(re.escape(self.path.removesuffix("{page}")) + _NUMBER + _END)

    @cached_property
    def _whole(self) -> re.Pattern[str] | None:
        whole = self.whole
        if not whole:
            return None
        if whole[0] == "/":
            return compiled(re.escape(whole.rstrip("/")) + _END)
        asked = whole[1:] if whole[0] == "?" else f"{self.query}={whole}"
        return compiled(rf"[?&]{re.escape(asked)}(?=[&#]|$)")

    def number(self, url: str) -> int | None:
        """The number of the page that an address names, ``WHOLE`` for the whole text; None if it names none."""
        if self._whole is not None and self._whole.search(url):
            return WHOLE
        found = self._number.search(url)
        return max(1, int(found[1])) if found else None
