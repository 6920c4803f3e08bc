"""Whether a response is complete.

A connection that breaks off is an error where the server had said how long the body is. Where it had not, where a
cache kept half a page, where a coding ends in midstream, what is left looks like a page, only shorter. ``Ends``
looks at the body itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from urllib.parse import urlsplit

from scrapy.http import Response

from extractors import outlet_for
from newsspider.runtime.codings import undo_all

__all__ = ["Ends"]

_WITHOUT = 10  # after so many pages of a host without an end: its pages have none
_HOSTS = 1_000  # whose pages are remembered
_TAIL = 1 << 16  # bytes; what outlets and their caches write behind </html> is a few hundred
_HTML = re.compile(rb"<html[\s>]", re.I)
# the first element, behind a byte order mark, declarations, comments and instructions
_ROOT = re.compile(rb"[\xef\xbb\xbf\xfe\xff\s]*(?:<[?!][^>]*>\s*)*<([A-Za-z_][\w.:-]*)")


class Ends:
    """Says of one response after another why it is incomplete.

    A page that opens ``<html>`` has to close it: of 800 pages that were served by eight outlets all do. Other hosts
    are judged by their own pages: one that never closes it is accepted after ten of them. With ``required`` False
    this holds for the outlets that have rules, too.
    """

    def __init__(self, *, required: bool = True) -> None:
        self.required = required
        self._with: set[str] = set()
        self._without: dict[str, set[int]] = defaultdict(set)

    def fault(self, response: Response, most: int = 0) -> str:
        """What shows that the response was cut off, ``""`` where nothing does.

        ``response`` is as it came, not decoded; ``most`` is how many bytes are unpacked at most.
        """
        if "dataloss" in response.flags:
            return "the connection was closed within it"
        if response.status != 200 or not response.body:
            return ""
        undone = undo_all(response.body, response.headers.getlist("Content-Encoding"), most)
        if undone.fault:
            return undone.fault
        if most and len(undone.data) > most:
            return ""
        return self._end(response, undone.data)

    def _end(self, response: Response, data: bytes) -> str:
        head, tail = data[:4_096].replace(b"\0", b""), data[-_TAIL:].replace(b"\0", b"")
        if _HTML.search(head):
            return self._end_of_page(response, tail)
        # without a length only the body says where it ends; lists of a known length are judged by their readers
        if "partial" in response.flags and (root := _ROOT.match(head)):
            name = root[1]
            if b"</" + name not in tail and b"/>" not in tail[-3:]:
                return f"its <{name.decode('latin-1')}> is not closed"
        return ""

    def _end_of_page(self, response: Response, tail: bytes) -> str:
        host = urlsplit(response.url).hostname or ""
        if b"</html" in tail.lower():
            if len(self._with) < _HOSTS:
                self._with.add(host)
            return ""
        known = self.required and outlet_for(response.url) is not None
        if not known and host not in self._with and "partial" not in response.flags:
            pages = self._without[host] if len(self._without) < _HOSTS else set()
            if len(pages) < _WITHOUT:
                pages.add(hash(response.url))
            if len(pages) >= _WITHOUT:
                return ""
        return "its </html> is missing"
