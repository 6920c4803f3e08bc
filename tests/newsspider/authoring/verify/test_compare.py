"""What a comparison notices on a page, and what it lets pass: on every third fixture."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime

import pytest
from w3lib.encoding import http_content_type_encoding

from extractors import OUTLETS
from newsspider.authoring.checked import css_rules, page_views
from newsspider.authoring.renames import names_in
from newsspider.authoring.verify.compare import Compared, compare
from newsspider.authoring.verify.judge import is_past
from newsspider.recording.fixtures import Case, RecordedPage, find_cases, read_case
from tests.conftest import FIXTURES

CASES = [read_case(folder) for folder in list(find_cases(FIXTURES))[::3]]
FIELDS = ("when", "headline", "body", "published", "byline", "section", "keywords")


def first(case: Case) -> RecordedPage:
    return next(page for page in case.pages if page.status == 200)


def with_other_names(page: RecordedPage, names: set[str]) -> str:
    def other(found: re.Match[str]) -> str:
        words = (f"zz{word[::-1]}" if word in names else word for word in found[2].split())
        return f'{found[1]}="{" ".join(words)}"'

    return re.sub(r'(class|id|itemprop)="([^"]+)"', other, page.body.decode("utf-8", "replace"))


def notices(one: Compared, name: str) -> bool:
    return not one.layout or bool(one.differs) or name in one.missing


def test_what_is_read_rightly_seldom_differs() -> None:
    wrong = []
    for case in CASES:
        page = first(case)
        found = compare(page.body, page.url, encoding=http_content_type_encoding(page.content_type))
        assert found.layout == case.layout, case.id
        if found.differs:
            wrong.append((case.id, found.differs))
    assert len(wrong) <= 0.02 * len(CASES), wrong


def test_a_selector_that_lost_its_names_is_noticed_unless_the_page_is_still_read_rightly() -> None:
    tried: Counter[str] = Counter()
    noticed: Counter[str] = Counter()
    for case in CASES[::3]:  # each of them read once for each selector
        page = first(case)
        layout = OUTLETS[case.outlet].layout(case.layout)
        views = page_views(case, layout)
        for name, css in css_rules(layout):
            names = set(names_in(css))
            if name not in FIELDS or not names or not any(view.all(css) for view in views):
                continue
            html = with_other_names(page, names)
            tried[name] += 1
            noticed[name] += notices(compare(html.encode(), page.url, encoding="utf-8"), name)
    print({name: f"{noticed[name]} of {tried[name]}" for name in tried})
    assert noticed["published"] >= 0.95 * tried["published"]
    assert noticed["body"] >= 0.85 * tried["body"] and noticed["when"] >= 0.85 * tried["when"]
    assert noticed.total() >= 0.85 * tried.total(), (tried, noticed)


@pytest.fixture(scope="module")
def page() -> RecordedPage:
    """A page that displays its date."""
    cases = map(
        read_case, sorted(path.parent for path in (FIXTURES / "kontan" / "desk").glob("*/cassette.yaml"))
    )
    return first(next(case for case in cases if case.golden["article"]["datePublished"]))


def test_one_witness_that_agrees_is_enough(page: RecordedPage) -> None:
    right = compare(page.body, page.url, title="Judul yang sama sekali lain", published=datetime.now(UTC))
    assert right.layout == "desk" and not right.differs


def test_a_headline_and_a_date_that_nobody_confirms_differ(page: RecordedPage) -> None:
    html = page.body.decode()
    heading = re.search(r'<h1 class="[^"]*detail-desk[^"]*"[^>]*>(.*?)</h1>', html, re.S)
    assert heading
    title = heading[1].strip()
    # the rules' heading is the outlet's name now, and the title stands in another one
    other = html.replace(
        heading[0], heading[0].replace(title, "Kontan Harian Bisnis") + f"<h1>{title}</h1>", 1
    )
    found = compare(other.encode(), page.url, title=title)
    assert (
        'got "Kontan Harian Bisnis"' in found.differs["headline"] and "the list" in found.differs["headline"]
    )
    undated = html.replace("font-gray", "font-grey")
    undated = re.sub(r"(?s)<script[^>]*ld\+json.*?</script>|<meta[^>]*(?:ublished|Date)[^>]*>", "", undated)
    found = compare(
        re.sub(r"\d{4}", "", undated).encode(), page.url, published=datetime(2027, 1, 14, tzinfo=UTC)
    )
    assert found.differs == {"datePublished": "nothing is read; the list 2027-01-14T00:00:00+00:00"}


def test_a_page_that_is_no_article_is_refused_by_name() -> None:
    found = compare(
        b"<html><body><p>Just a moment...</p></body></html>", "https://nasional.kontan.co.id/news/harga-emas"
    )
    assert found.refused and not found.layout
    with pytest.raises(ValueError, match="not of any outlet"):
        compare(b"<html></html>", "https://example.org/a")


@pytest.mark.parametrize(
    ("name", "past"),
    [
        ("antara", ["post", "content-news"]),
        ("kontan", []),
        ("idntimes", ["amp", "mobile", "2017"]),
    ],
)
def test_layouts_whose_years_are_over_are_past(name: str, past: list[str]) -> None:
    outlet = OUTLETS[name]
    assert [layout.name for layout in outlet.layouts if is_past(outlet, layout)] == past
