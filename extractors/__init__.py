"""News pages in, clean articles out: bytes or text become an ``Article``.

Pure functions: no network, no files, no clock.

>>> from extractors import extract
>>> article = extract(page_bytes, "https://www.jpnn.com/news/…")   # doctest: +SKIP
"""

from extractors.article import Article, Block, Image, Line, json_schema
from extractors.captures.reader import clean_capture
from extractors.captures.shared import SiteLines
from extractors.reading.engine import extract, learn_page
from extractors.reading.generic.site import SiteProfile
from extractors.reading.join import join_pages
from extractors.registry import OUTLETS, outlet_for, outlet_named
from extractors.results import NotAnArticle, UnknownOutlet
from extractors.rules.fields import RuleError
from extractors.version import __version__

__all__ = [
    "OUTLETS",
    "Article",
    "Block",
    "Image",
    "Line",
    "NotAnArticle",
    "RuleError",
    "SiteLines",
    "SiteProfile",
    "UnknownOutlet",
    "__version__",
    "clean_capture",
    "extract",
    "join_pages",
    "json_schema",
    "learn_page",
    "outlet_for",
    "outlet_named",
]
