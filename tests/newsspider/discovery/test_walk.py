"""The walk asks for what it needs, the politest first, and stops at the edge."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from extractors.rules import Layout, Outlet
from extractors.rules.sources import Feed, Index, PayloadJSON, Rubric, Sitemap, Source, Tag
from extractors.vocabulary.dates import WIB
from newsspider.discovery import Link, Step, Walk, WalkNote, read_window

NOW = datetime(2024, 2, 10, 15, 30, tzinfo=WIB)
HOME = "https://contoh.example"
SITEMAP = Sitemap(f"{HOME}/sitemap.xml")
FEED = Feed(f"{HOME}/feed")
INDEX = Index(f"{HOME}/indeks/{{date:%Y-%m-%d}}?page={{page}}", item="li", links="a", date="time")
RUBRIC = Rubric(
    f"{HOME}/{{channel}}", channels=("ekonomi", "olahraga"), item="li", links="a", date="time", next="a.next"
)
JSON = PayloadJSON(
    f"{HOME}/{{channel}}/_payload.json", channels=("ekonomi",), path=("data", "rubric", "latest"),
    link="slug", date="at", title="judul", base=f"{HOME}/",
)  # fmt: skip
TAG = Tag(f"{HOME}/tag/{{tag}}?page={{page}}", links="li a")


def outlet(*sources: Source) -> Outlet:
    return Outlet(
        name="contoh",
        title="Contoh",
        domains=("contoh.example",),
        articles=r"https?://(?:amp\.)?contoh\.example/(?:[a-z]+/)?\d+-",
        layouts=(Layout("satu", when="p", headline="h1", body="p"),),
        canonical=((r"//amp\.", "//"),),
        id=r"/(\d+)-",
        discover=sources,
    )


class Site:
    """Lists by address; a status in place of a body is a failure."""

    def __init__(self, pages: Mapping[str, bytes | str | int]) -> None:
        self.pages = {url if "://" in url else HOME + url: body for url, body in pages.items()}
        self.asked: list[str] = []
        self.links: list[Link] = []
        self.notes: list[WalkNote] = []

    def walk(self, *sources: Source, left: int | None = None, **options: Any) -> Site:
        since, until = options.pop("since", None), options.pop("until", None)
        window = read_window(since, until, WIB, NOW)
        covered, known = options.pop("covered", None), options.pop("known", ())
        newest = options.pop("newest", None)
        walk = Walk(outlet(*sources), now=NOW, window=window, limited=left is not None, **options)
        walk.covered = covered and datetime.fromisoformat(covered).replace(tzinfo=WIB)
        walk.newest = newest and datetime.fromisoformat(newest).replace(tzinfo=WIB)
        walk.known = lambda link: link.identity.removeprefix("contoh:") in known
        todo: list[Step] = []

        def take(found: Any) -> None:
            for one in found:
                if isinstance(one, Step):
                    todo.append(Step.from_dict(json.loads(json.dumps(one.to_dict()))))
                    assert todo[-1] == one
                elif isinstance(one, Link):
                    self.links.append(one)
                else:
                    self.notes.append(one)

        take(walk.begin())
        while todo:
            todo.sort(key=lambda step: -step.priority)
            step = todo.pop(0)
            assert len(self.asked) < 1_000, "it goes in circles"
            self.asked.append(step.url)
            body = self.pages.get(step.url, 404)
            if isinstance(body, int):
                take(walk.failed(step, f"HTTP {body}", forbidden=body == 999, missing=body in (404, 410)))
            else:
                take(walk.read(step, body.encode() if isinstance(body, str) else body, step.url, left))
        return self

    @property
    def paths(self) -> list[str]:
        return [url.removeprefix(HOME) for url in self.asked]

    @property
    def found(self) -> list[str]:
        return [link.url.removeprefix(HOME) for link in self.links]

    @property
    def kinds(self) -> list[str]:
        return [note.kind for note in self.notes]


def urlset(*entries: tuple[str, str], tag: str = "lastmod") -> str:
    dates = "".join(
        f"<url><loc>{HOME}/{path}</loc>{f'<{tag}>{day}</{tag}>' if day else ''}</url>"
        for path, day in entries
    )
    return f"<urlset>{dates}</urlset>"


def index(*entries: tuple[str, str]) -> str:
    maps = "".join(
        f"<sitemap><loc>{path if '://' in path else HOME + path}</loc><lastmod>{day}</lastmod></sitemap>"
        for path, day in entries
    )
    return f"<sitemapindex>{maps}</sitemapindex>"


def page(*entries: tuple[str, str], more: str = "") -> str:
    rows = "".join(f'<li><a href="/{path}">Judul</a> <time>{day}</time></li>' for path, day in entries)
    return f"<html><ul>{rows}</ul>{more}</html>"


def test_sitemaps_in_sitemaps_gzipped_newest_first_and_only_those_of_the_window() -> None:
    site = Site(
        {
            "/sitemap.xml": index(
                ("/a.xml", "2023-12-31"),
                ("/b.xml", "2024-01-20"),
                ("/c.xml.gz", "2024-02-09"),
                ("/news.xml", ""),
            ),
            "/b.xml": urlset(
                ("1-satu", "2024-01-15T10:00:00+07:00"), ("2-dua", "2023-12-01"), ("tentang", "")
            ),
            "/c.xml.gz": gzip.compress(index(("/d.xml", "2024-02-01")).encode()),
            "/d.xml": urlset(("3-tiga", "")),
            "/news.xml": urlset(("4-empat", "")),
        }
    ).walk(SITEMAP, since="2024-01-01", until="2024-01-31")
    assert site.paths == ["/sitemap.xml", "/news.xml", "/c.xml.gz", "/d.xml", "/b.xml"]
    assert sorted(site.found) == ["/1-satu", "/3-tiga", "/4-empat"]
    assert [(note.text, note.count) for note in site.notes] == [
        ("sitemaps outside of what was asked for", 1),
        ("outside of what was asked for", 1),
    ]


def test_dates_and_title_travel_with_the_link() -> None:
    body = (
        '<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url>'
        f"<loc>{HOME}/ekonomi/7-tujuh?utm_source=x</loc><lastmod>2024-02-02T00:00:00Z</lastmod><n:news>"
        "<n:publication_date>2024-02-01</n:publication_date><n:title>Tujuh</n:title></n:news></url></urlset>"
    )
    (link,) = Site({"/sitemap.xml": body}).walk(SITEMAP, RUBRIC).links
    assert link == Link(
        url=f"{HOME}/ekonomi/7-tujuh",
        source="sitemap",
        section="ekonomi",
        lastmod=datetime(2024, 2, 2, 7, tzinfo=WIB),
        published=datetime(2024, 2, 1, 23, 59, 59, tzinfo=WIB),
        title="Tujuh",
        identity="contoh:7",
    )


def test_sitemaps_that_name_each_other_end() -> None:
    site = Site(
        {
            "/sitemap.xml": index(
                ("/sitemap.xml", ""), ("/a.xml", ""), ("/a.xml", ""), ("https://lain.example/x.xml", "")
            ),
            "/a.xml": index(("/sitemap.xml", ""), ("/b.xml", "")),
            "/b.xml": index(("/a.xml", "")),
        }
    ).walk(SITEMAP)
    assert site.paths == ["/sitemap.xml", "/a.xml", "/b.xml"]


def test_endless_nesting_ends() -> None:
    pages = {f"/{n}.xml": index((f"/{n + 1}.xml", "")) for n in range(50)}
    site = Site({"/sitemap.xml": index(("/0.xml", "")), **pages}).walk(SITEMAP)
    assert len(site.asked) == 6
    assert site.kinds == ["list read in part"]


def test_with_a_limit_the_newest_of_a_sitemap_come() -> None:
    entries = [(f"{n}-x", f"2024-01-{n:02d}") for n in range(1, 31)]
    site = Site({"/sitemap.xml": urlset(*entries)}).walk(SITEMAP, left=3)
    assert site.found == ["/30-x", "/29-x", "/28-x"]


def test_which_sitemaps_are_followed_is_data() -> None:
    source = Sitemap(f"{HOME}/sitemap.xml", follow="posts-")
    site = Site(
        {
            "/sitemap.xml": index(("/posts-1.xml", ""), ("/users-1.xml", "")),
            "/posts-1.xml": urlset(("1-x", "")),
        }
    )
    assert site.walk(source).paths == ["/sitemap.xml", "/posts-1.xml"]


def test_what_changed_long_after_the_window_is_left_to_the_index_where_there_is_one() -> None:
    window = {"since": "2024-01-10", "until": "2024-01-12"}
    pages = {"/sitemap.xml": urlset(("1-x", "2024-01-11"), ("2-x", "2024-01-18"), ("3-x", "2024-02-01"))}
    pages |= {f"/indeks/2024-01-{day}?page=1": page((f"{day}-x", "")) for day in (10, 11, 12)}
    assert sorted(Site(pages).walk(SITEMAP, INDEX, **window).found) == [
        "/1-x",
        "/10-x",
        "/11-x",
        "/12-x",
        "/2-x",
    ]
    assert Site(pages).walk(SITEMAP, INDEX, kinds=["sitemap"], **window).found == ["/1-x", "/2-x", "/3-x"]
    assert Site(pages).walk(SITEMAP, **window).found == ["/1-x", "/2-x", "/3-x"]


def test_a_news_sitemap_is_not_asked_for_what_is_long_over() -> None:
    source = Sitemap(f"{HOME}/news.xml", news=True)
    assert Site({}).walk(source, since="2024-01-01", until="2024-01-31").asked == []
    assert Site({"/news.xml": urlset(("1-x", ""))}).walk(source, since="2024-01-01").paths == ["/news.xml"]


def test_a_page_in_place_of_a_sitemap_is_said() -> None:
    site = Site({"/sitemap.xml": page(("1-x", ""))}).walk(SITEMAP)
    assert (site.found, site.kinds) == ([], ["list not read"])


def feed(*entries: tuple[str, str]) -> str:
    items = "".join(
        f"<item><link>{HOME}/{path}</link><pubDate>{day}</pubDate></item>" for path, day in entries
    )
    return f'<rss version="2.0"><channel>{items}</channel></rss>'


def test_a_feed_with_pages_is_read_to_the_edge() -> None:
    source = Feed(f"{HOME}/feed", more=f"{HOME}/feed?paged={{page}}")
    site = Site(
        {
            "/feed": feed(("5-x", "2024-02-10"), ("4-x", "2024-02-09")),
            "/feed?paged=2": feed(("3-x", "2024-02-08"), ("2-x", "2024-02-01")),
            "/feed?paged=3": feed(("1-x", "2024-01-31"), ("0-x", "2024-01-30")),
            "/feed?paged=4": feed(("9-x", "2024-01-01")),
        }
    )
    site.walk(source, since="2024-02-05")
    assert site.paths == ["/feed", "/feed?paged=2", "/feed?paged=3"]
    assert site.found == ["/5-x", "/4-x", "/3-x"]


def test_a_feed_may_be_empty() -> None:
    assert Site({"/feed": feed()}).walk(FEED).notes == []


def test_the_page_after_the_last_may_be_missing() -> None:
    source = Feed(f"{HOME}/feed", more=f"{HOME}/feed?paged={{page}}")
    site = Site({"/feed": feed(("5-x", "2024-02-10"))}).walk(source, since="2024-01-01")
    assert (site.paths, site.notes) == (["/feed", "/feed?paged=2"], [])


def test_index_pages_are_asked_for_the_days_of_the_window_newest_first() -> None:
    days = {
        f"/indeks/2024-01-{day:02d}?page=1": page((f"{day}1-x", f"{day} Januari 2024 10:00 WIB"))
        for day in range(1, 32)
    }
    site = Site({**days, "/indeks/2024-01-11?page=2": page(("112-x", ""))})
    site.walk(INDEX, since="2024-01-10", until="2024-01-12")
    assert site.paths == [
        "/indeks/2024-01-12?page=1",
        "/indeks/2024-01-12?page=2",
        "/indeks/2024-01-11?page=1",
        "/indeks/2024-01-11?page=2",
        "/indeks/2024-01-11?page=3",
        "/indeks/2024-01-10?page=1",
        "/indeks/2024-01-10?page=2",
    ]
    assert site.found == ["/121-x", "/111-x", "/112-x", "/101-x"]
    assert site.links[2].published is not None
    assert site.links[2].published.date() == date(2024, 1, 11)
    assert site.notes == []


@pytest.mark.parametrize("after", [[("11-x", "")], []])
def test_an_index_that_has_pages_without_end_ends(after: list[tuple[str, str]]) -> None:
    class Endless(dict[str, Any]):
        def get(self, url: str, default: Any = None) -> Any:
            return page(("11-x", ""), ("12-x", "")) if url.endswith("page=1") else page(*after)

    site = Site({})
    site.pages = Endless()
    site.walk(INDEX, since="2024-02-09")
    assert len(site.asked) == 4


def test_a_list_has_a_most_of_pages() -> None:
    class Endless(dict[str, Any]):
        def get(self, url: str, default: Any = None) -> Any:
            number = int(url.rpartition("=")[2])
            return page((f"{number}-x", ""))

    site = Site({})
    site.pages = Endless()
    site.walk(TAG, tags=["kopi"], since="2024-02-09", max_pages=7)
    assert (len(site.asked), site.kinds) == (7, ["list longer than was read"])


def test_without_a_beginning_an_index_is_read_for_two_days_and_a_rubric_for_a_page() -> None:
    site = Site(
        {
            "/indeks/2024-02-10?page=1": page(("1-x", "")),
            "/indeks/2024-02-09?page=1": page(("2-x", "")),
            "/ekonomi": page(("3-x", "2024-02-10"), more="<a class=next href='/ekonomi?page=2'>Next</a>"),
            "/olahraga": page(("4-x", "2024-02-10")),
        }
    ).walk(INDEX, RUBRIC)
    assert [path for path in site.paths if "page=2" not in path] == [
        "/indeks/2024-02-10?page=1", "/ekonomi", "/olahraga", "/indeks/2024-02-09?page=1",
    ]  # fmt: skip
    assert "/ekonomi?page=2" not in site.paths
    assert len(site.found) == 4


def test_with_a_limit_an_index_is_read_back_until_it_is_empty() -> None:
    days = {f"/indeks/2024-02-{day:02d}?page=1": page((f"{day}-x", "")) for day in range(1, 11)}
    site = Site(days).walk(INDEX, left=100)
    assert len(site.found) == 10
    # after three days that do not exist it is given up
    assert site.kinds == ["list not read"] * 3
    empty = {
        f"/indeks/{day}?page=1": page() for day in (date(2023, 12, 1) + timedelta(days=n) for n in range(62))
    }
    assert len(Site({**empty, **days}).walk(INDEX, left=100).found) == 10


def test_a_rubric_is_left_at_the_first_page_without_anything_new() -> None:
    site = Site(
        {
            "/ekonomi": page(
                ("5-x", "10 Februari 2024 09:00"), more="<a class=next href='/ekonomi?p=2'>Next</a>"
            ),
            "/ekonomi?p=2": page(
                ("4-x", "3 jam lalu"), ("3-x", "1 Januari 2024"), more="<a class=next href='?p=3'>Next</a>"
            ),
            "/ekonomi?p=3": page(("2-x", "31 Desember 2023"), more="<a class=next href='?p=4'>Next</a>"),
        }
    ).walk(RUBRIC, since="3 days", sections=["ekonomi"])
    assert site.paths == ["/ekonomi", "/ekonomi?p=2", "/ekonomi?p=3"]
    assert site.found == ["/5-x", "/4-x"]


def test_rubrics_stand_in_for_the_index_only_when_it_cannot_be_had() -> None:
    window = {"since": "2024-01-10", "until": "2024-01-11"}
    pages = {
        "/indeks/2024-01-11?page=1": page(("1-x", "")),
        "/indeks/2024-01-10?page=1": page(("2-x", "")),
        "/ekonomi": page(("3-x", "2024-01-10")),
        "/olahraga": page(("4-x", "2024-01-10")),
    }
    assert Site(pages).walk(INDEX, RUBRIC, **window).found == ["/1-x", "/2-x"]
    shell = Site(
        {**pages, "/indeks/2024-01-11?page=1": "<html><div id='__nuxt'></div><script></script></html>"}
    )
    shell.walk(INDEX, RUBRIC, **window)
    assert (shell.found, shell.kinds) == (["/3-x", "/4-x"], ["empty shell of a JavaScript list"])
    forbidden = Site({**pages, "/indeks/2024-01-11?page=1": 999}).walk(INDEX, RUBRIC, **window)
    assert (forbidden.found, forbidden.kinds) == (["/3-x", "/4-x"], ["list forbidden by robots.txt"])
    assert len(forbidden.asked) == 3
    broken = Site({**pages, "/indeks/2024-01-11?page=1": 500}).walk(INDEX, RUBRIC, **window)
    assert (broken.found, broken.kinds) == (["/2-x"], ["list not read"])


def test_the_politest_source_comes_first() -> None:
    site = Site({}).walk(TAG, JSON, RUBRIC, INDEX, FEED, SITEMAP, tags=["kopi"], kinds=("tag", "json", "rubric", "index", "feed", "sitemap"))  # fmt: skip
    assert site.paths[:7] == [
        "/sitemap.xml", "/feed", "/indeks/2024-02-10?page=1", "/ekonomi", "/olahraga",
        "/ekonomi/_payload.json", "/tag/kopi?page=1",
    ]  # fmt: skip


def test_tags_are_asked_only_when_asked_for() -> None:
    assert Site({}).walk(TAG, FEED).paths == ["/feed"]
    site = Site({"/tag/joko-widodo?page=1": page(("1-x", ""))}).walk(TAG, FEED, tags=["Joko Widodo"])
    assert site.paths == ["/tag/joko-widodo?page=1"]
    assert site.found == ["/1-x"]


def test_sections_choose_channels_and_links() -> None:
    site = Site(
        {
            "/sitemap.xml": index(("/ekonomi/s.xml", ""), ("/olahraga/s.xml", ""), ("/lain.xml", "")),
            "/ekonomi/s.xml": urlset(("ekonomi/1-x", "")),
            "/lain.xml": urlset(("olahraga/2-x", ""), ("3-x", "")),
            "/ekonomi": page(("4-x", "")),
        }
    ).walk(SITEMAP, RUBRIC, sections=["Ekonomi"])
    assert site.paths == ["/sitemap.xml", "/ekonomi/s.xml", "/lain.xml", "/ekonomi"]
    assert site.found == ["/ekonomi/1-x", "/3-x", "/4-x"]


def test_selectors_that_find_nothing_are_said_and_all_links_taken() -> None:
    site = Site({"/tag/kopi?page=1": "<p><a href='/1-x'>x</a><a href='/tentang'>y</a></p>"}).walk(
        TAG, tags=["kopi"]
    )
    assert (site.found, site.kinds) == (["/1-x"], ["list no longer as its rule says"])


@pytest.mark.parametrize("body", ["", "<html></html>", "kosong"])
def test_a_list_without_articles_is_said(body: str) -> None:
    site = Site({"/ekonomi": body}).walk(RUBRIC, sections=["ekonomi"])
    assert site.kinds == ["list without articles"]


FLAT = [
    {"data": 1, "state": 8, "once": 9},
    ["ShallowReactive", 2],
    {"rubric": 3},
    ["Reactive", 4],
    {"latest": 5, "self": 4},
    [6, 7, 12],
    {"slug": 10, "at": 11, "judul": 13},
    {"slug": -1, "at": 11},
    {},
    ["Set"],
    "ekonomi/41-empat-satu",
    "2024-02-09 10:00:00",
    {"slug": 14, "at": -1},
    "Empat Satu",
    "ekonomi/42-empat-dua",
]


@pytest.mark.parametrize(
    "data",
    [
        FLAT,
        {
            "data": {
                "rubric": {
                    "latest": [
                        {"slug": "ekonomi/41-empat-satu", "at": "2024-02-09 10:00:00", "judul": "Empat Satu"},
                        {"at": ""},
                        {"slug": "/ekonomi/42-empat-dua", "at": None},
                    ]
                }
            }
        },
    ],
)
def test_the_json_of_a_rubric(data: Any) -> None:
    site = Site({"/ekonomi/_payload.json": json.dumps(data)}).walk(JSON)
    assert site.found == ["/ekonomi/41-empat-satu", "/ekonomi/42-empat-dua"]
    assert site.links[0].title == "Empat Satu"
    assert site.links[0].published == datetime(2024, 2, 9, 10, tzinfo=WIB)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<html>", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "no 'data'"),
        ("{}", "no 'data'"),
        ('[{"data": 1}, ["Reactive", 1]]', "no 'data'"),
        ('[{"data": 1}, {"rubric": 7}]', "no 'rubric'"),
        ('{"data": {"rubric": {"latest": 3}}}', "is not a list"),
    ],
)
def test_json_that_is_none_of_a_rubric_is_said(body: str, words: str) -> None:
    site = Site({"/ekonomi/_payload.json": body}).walk(JSON)
    assert site.kinds == ["list not read"]
    assert words in site.notes[0].text


NEXT = PayloadJSON(
    f"{HOME}/indeks", script="script#__NEXT_DATA__", path=("props", "artikel"),
    link="/{kanal.slug}/{id}-{slug}", date="data.at", title="data.judul",
)  # fmt: skip


def test_the_json_in_a_page_whose_entries_name_the_parts_of_an_address() -> None:
    entry = {
        "kanal": {"slug": "ekonomi"},
        "id": 43,
        "slug": "empat",
        "data": {"judul": "Empat", "at": "2024-02-09 10:00"},
    }
    data = json.dumps({"props": {"artikel": [entry, {**entry, "kanal": None}, {**entry, "id": None}]}})
    html = (
        f'<html><body><a href="/ekonomi/1-menu">x</a><script id="__NEXT_DATA__">{data}</script></body></html>'
    )
    site = Site({"/indeks": html}).walk(NEXT)
    assert site.found == ["/ekonomi/43-empat"]
    assert (site.links[0].title, site.links[0].published) == ("Empat", datetime(2024, 2, 9, 10, tzinfo=WIB))


def test_json_is_read_by_its_address_where_no_source_is_named() -> None:
    walk = Walk(outlet(JSON), now=NOW)
    body = json.dumps({"data": {"rubric": {"latest": [{"slug": "ekonomi/41-empat"}]}}})
    (link,) = walk.read(Step(f"{HOME}/ekonomi/_payload.json"), body.encode(), f"{HOME}/ekonomi/_payload.json")
    assert isinstance(link, Link) and link.url == f"{HOME}/ekonomi/41-empat"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "no script"),
        ("<html><script>x</script></html>", "no script#__NEXT"),
        ("<script id=__NEXT_DATA__>{</script>", "no JSON"),
    ],
)
def test_a_page_without_such_json_is_said(body: str, words: str) -> None:
    site = Site({"/indeks": body}).walk(NEXT)
    assert words in site.notes[0].text or site.kinds == ["list not read"]


def test_any_list_can_be_read_without_a_source() -> None:
    walk = Walk(outlet(), now=NOW)
    for body in (page(("1-x", "")), feed(("1-x", "")), urlset(("1-x", ""))):
        (link,) = walk.read(Step(f"{HOME}/apa-saja"), body.encode(), f"{HOME}/apa-saja")
        assert isinstance(link, Link)
        assert link.url == f"{HOME}/1-x"


def test_newer_articles_come_before_older_and_a_days_list_before_its_articles() -> None:
    walk = Walk(outlet(INDEX), now=NOW, window=read_window("2024-02-01", None, WIB, NOW))
    (first,) = walk.begin()
    assert isinstance(first, Step)
    found = list(walk.read(first, page(("1-x", "")).encode(), first.url))
    link, second = found
    assert isinstance(link, Link)
    assert isinstance(second, Step)
    (third,) = walk.failed(second, "HTTP 404", missing=True)
    assert isinstance(third, Step)
    assert first.priority > second.priority > walk.priority(link) > third.priority


# -- what an earlier walk has read ----------------------------------------------------------------------


def test_sitemaps_that_did_not_change_since_are_not_read_again() -> None:
    site = Site(
        {
            "/sitemap.xml": index(("/a.xml", "2024-02-03"), ("/b.xml", "2024-02-08"), ("/c.xml", "")),
            "/b.xml": urlset(("1-satu", "2024-01-15"), ("2-dua", "2024-02-08")),
            "/c.xml": urlset(("3-tiga", "")),
        }
    ).walk(SITEMAP, since="2024-01-01", covered="2024-02-08")
    assert site.paths == ["/sitemap.xml", "/c.xml", "/b.xml"]
    # what is known of an article is not the walk's to judge
    assert sorted(site.found) == ["/1-satu", "/2-dua", "/3-tiga"]


def test_index_pages_are_read_for_the_days_since_and_the_day_before() -> None:
    pages = {f"/indeks/2024-02-{day:02d}?page=1": page((f"{day}-x", "")) for day in range(1, 11)}
    pages |= {f"/indeks/2024-02-{day:02d}?page=2": page() for day in range(1, 11)}
    site = Site(pages).walk(INDEX, since="2024-02-01", covered="2024-02-09T12:00")
    assert [path for path in site.paths if path.endswith("=1")] == [
        f"/indeks/2024-02-{day}?page=1" for day in ("10", "09", "08")
    ]


def test_a_window_that_was_over_then_is_read_for_changes_alone() -> None:
    window = {"since": "2024-01-01", "until": "2024-01-31"}
    site = Site(
        {"/sitemap.xml": index(("/a.xml", "2024-02-01"), ("/b.xml", "2024-02-09")), "/b.xml": urlset()}
    )
    site.walk(SITEMAP, FEED, INDEX, RUBRIC, JSON, covered="2024-02-08", **window)
    assert site.paths == ["/sitemap.xml", "/b.xml"]


def test_further_pages_are_read_as_long_as_something_is_unknown() -> None:
    source = Feed(f"{HOME}/feed", more=f"{HOME}/feed?paged={{page}}")
    pages = {
        "/feed": feed(("9-x", ""), ("8-x", "")),
        "/feed?paged=2": feed(("7-x", ""), ("6-x", "")),
        "/feed?paged=3": feed(("5-x", ""), ("4-x", "")),
    }
    options = {"since": "2024-01-01", "covered": "2024-02-09"}
    assert len(Site(pages).walk(source, known=("8", "7", "6", "5"), **options).asked) == 2
    assert len(Site(pages).walk(source, known=("9", "8"), **options).asked) == 1
    # by their dates they end too
    dated = {"/feed": feed(("9-x", "2024-02-07"))}
    assert Site(dated).walk(source, **options).paths == ["/feed"]
    assert len(Site(dated).walk(source, since="2024-01-01").asked) == 2


# -- where the sitemaps say that nothing is new ----------------------------------------------------------

AGAIN = {"since": "2024-01-01", "covered": "2024-02-09", "known": ("1", "2")}
OTHERS = ["/feed", "/indeks/2024-02-10?page=1", "/indeks/2024-02-09?page=1", "/indeks/2024-02-08?page=1"]


def again(sitemap: str | int, newest: str | None = "2024-02-08", **pages: str | int) -> Site:
    site = Site(
        {"/sitemap.xml": sitemap, "/feed": feed(), **{f"/{path}.xml": body for path, body in pages.items()}}
    )
    return site.walk(SITEMAP, FEED, INDEX, newest=newest, **AGAIN)


def test_no_other_list_is_asked_where_the_sitemap_holds_only_what_is_known() -> None:
    site = again(urlset(("1-satu", "2024-02-08"), ("2-dua", "2024-02-01")))
    assert site.paths == ["/sitemap.xml"]
    assert [(note.kind, note.count) for note in site.notes][-1] == ("passed over", 2)


def test_nor_where_no_sitemap_has_changed_since() -> None:
    assert again(index(("/a.xml", "2024-02-01"), ("/b.xml", "2024-02-07"))).paths == ["/sitemap.xml"]


@pytest.mark.parametrize(
    ("sitemap", "newest", "why"),
    [
        (urlset(("1-satu", "2024-02-08"), ("3-tiga", "2024-02-09")), "2024-02-08", "it holds an unknown article"),
        (urlset(("1-satu", "2024-01-02")), "2024-02-08", "lists have led to newer articles: it is not maintained"),
        (urlset(("1-satu", "")), "2024-02-08", "it does not say when"),
        (503, "2024-02-08", "it cannot be fetched"),
        (999, "2024-02-08", "robots.txt forbids it"),
        ("<html><p>Rawat jalan</p></html>", "2024-02-08", "it is not one"),
        ("<urlset></urlset>", "2024-02-08", "it is empty"),
        ("<urlset><url><loc>", None, "it is torn"),
    ],
)  # fmt: skip
def test_the_other_lists_are_asked_where_the_sitemap_says_less(
    sitemap: str | int, newest: str | None, why: str
) -> None:
    assert set(OTHERS) <= set(again(sitemap, newest).paths), why


def test_the_other_lists_wait_for_the_last_of_the_sitemaps() -> None:
    tree = index(("/a.xml", "2024-02-10"), ("/b.xml", "2024-02-10"))
    known, fresh = urlset(("1-satu", "2024-02-08")), urlset(("3-tiga", "2024-02-10"))
    site = again(tree, a=known, b=fresh)
    assert site.paths[:3] == ["/sitemap.xml", "/a.xml", "/b.xml"] and set(OTHERS) <= set(site.paths)
    assert again(tree, a=known, b=known).paths == ["/sitemap.xml", "/a.xml", "/b.xml"]


def test_lists_that_still_wait_when_a_walk_died_are_given_out() -> None:
    walk = Walk(outlet(SITEMAP, FEED), now=NOW, window=read_window("2024-01-01", None, WIB, NOW))
    walk.covered = NOW - timedelta(days=1)
    assert [step.url for step in walk.begin() if isinstance(step, Step)] == [SITEMAP.url]
    assert [step.url for step in walk.release()] == [FEED.url]
    assert list(walk.release()) == []
