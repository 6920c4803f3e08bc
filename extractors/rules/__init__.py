"""How a rule is written and checked: outlets, layouts, sources, selectors. Rule files import only from here."""

from extractors.rules.boxes import ADS
from extractors.rules.datelines import Dateline
from extractors.rules.fields import RuleError
from extractors.rules.model import Capture, Family, Layout, Outlet, PageJSON, uncompiled
from extractors.rules.pages import Pages
from extractors.rules.sources import Feed, Index, PayloadJSON, Rubric, Sitemap, Tag
from extractors.vocabulary.dates import WIT, WITA

__all__ = [
    "ADS",
    "WIT",
    "WITA",
    "Capture",
    "Dateline",
    "Family",
    "Feed",
    "Index",
    "Layout",
    "Outlet",
    "PageJSON",
    "Pages",
    "PayloadJSON",
    "Rubric",
    "RuleError",
    "Sitemap",
    "Tag",
    "uncompiled",
]
