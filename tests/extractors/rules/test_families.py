"""Families: an outlet says only what differs, and every host of an outlet is one of its own."""

from __future__ import annotations

from dataclasses import fields

import pytest

from extractors import OUTLETS, outlet_for
from extractors.rules import Family, Feed, Index, Layout, Outlet, RuleError, Sitemap
from extractors.urls import canonical_url, host_of

HOUSE = Family(
    name="rumah",
    articles="/berita/{id}/{slug}",
    not_articles={"video page": r"/video/"},
    canonical=((r"//m\.", "//www."),),
    discover=(
        Sitemap("https://{host}/sitemap.xml"),
        Index("https://{host}/indeks/{date:%Y-%m-%d}", more="https://{host}/indeks/{date:%Y-%m-%d}/{page}"),
        Feed("https://www.rumah.example/rss"),
    ),
    common=Layout(drop=(".iklan",)),
    layouts=(
        Layout("baca", headline=".judul", byline=".penulis", body=".isi"),
        Layout("lama", when=".tua", headline="h2", body="#isi"),
    ),
)


def outlet(**changes: object) -> Outlet:
    values = {
        "name": "kamar",
        "title": "Kamar",
        "domains": ("rumah.example",),
        "hosts": "www",
        "family": HOUSE,
    }
    values |= changes
    return Outlet(**values)  # type: ignore[arg-type]


def test_what_an_outlet_does_not_state_its_family_states() -> None:
    plain = outlet()
    assert (plain.articles, plain.layouts) == (HOUSE.articles, HOUSE.layouts)
    assert plain.is_article("https://www.rumah.example/berita/7/kabut")
    assert plain.layouts[0].drop == (".iklan",)


def test_what_an_outlet_states_wins_and_mappings_are_joined() -> None:
    own = outlet(articles="/{id}", not_articles={"photo gallery": r"/foto/"}, language="en")
    assert (own.articles, own.language) == ("/{id}", "en")
    assert set(own.not_articles) == {"video page", "photo gallery"}
    layouts = (Layout("sendiri", headline="h1", body="article"),)
    assert [x.name for x in outlet(layouts=layouts).layouts] == ["sendiri"]


def test_common_changes_the_layouts_of_the_family() -> None:
    new, old = outlet(common=Layout(years="2024–", byline=".oleh", drop=(".promo",))).layouts
    assert (new.years, new.byline, new.headline) == ("2024–", ".oleh", ".judul")
    assert new.drop == (".iklan", ".promo")
    assert (old.byline, old.when) == (".oleh", ".tua")


def test_when_follows_a_changed_headline_only_if_it_followed_it_before() -> None:
    new, old = outlet(common=Layout(headline="h1.baru")).layouts
    assert (new.when, old.when) == ("h1.baru", ".tua")
    assert outlet(common=Layout(when="#bukti")).layouts[0].when == "#bukti"


def test_a_source_of_a_host_is_one_for_each_host() -> None:
    found = outlet(hosts="www timur rumah.example").discover
    assert [source.page(day=None) for source in found if isinstance(source, Sitemap)] == [
        "https://www.rumah.example/sitemap.xml",
        "https://timur.rumah.example/sitemap.xml",
        "https://rumah.example/sitemap.xml",
    ]
    assert [source.more for source in found if isinstance(source, Index)][1] == (
        "https://timur.rumah.example/indeks/{date:%Y-%m-%d}/{page}"
    )
    assert sum(isinstance(source, Feed) for source in found) == 1


def test_without_hosts_those_of_the_examples_are_known() -> None:
    examples = ("https://utara.rumah.example/berita/7/kabut", "https://utara.rumah.example/berita/8/hujan")
    assert outlet(hosts="", examples=examples).known_hosts == ("utara.rumah.example",)
    assert outlet(hosts="www").known_hosts == ("www.rumah.example",)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"hosts": "www kabar.lain.example"}, "field 'hosts': 'kabar.lain.example' is not below any"),
        ({"hosts": ("www",)}, "field 'hosts': this must be one string of subdomains"),
        ({"family": "rumah"}, "field 'family': this must be a Family, not 'rumah'"),
        (
            {"hosts": "", "discover": (Feed("https://{host}/rss"),)},
            "the outlet names no hosts and no examples",
        ),
    ],
)
def test_what_is_wrong_with_an_outlet_of_a_family_is_said(changes: dict[str, object], told: str) -> None:
    with pytest.raises(RuleError, match="outlet 'kamar'") as error:
        outlet(**changes)
    assert told in str(error.value)


def test_a_misspelled_field_of_a_family_is_said_where_it_stands() -> None:
    with pytest.raises(RuleError, match=r"test_families\.py: family 'x', field 'artikel': no such field"):
        Family(name="x", artikel="/{id}")  # type: ignore[call-arg]


# -- the outlets that there are -------------------------------------------------------------------------------

HOSTS = [(name, host) for name, outlet in OUTLETS.items() for host in outlet.known_hosts]


def test_no_host_is_named_twice() -> None:
    hosts = [host for _, host in HOSTS]
    assert not {host for host in hosts if hosts.count(host) > 1}


@pytest.mark.parametrize(("name", "host"), HOSTS, ids=[host for _, host in HOSTS])
def test_every_host_has_articles_with_an_identity_and_lists_of_its_own(name: str, host: str) -> None:
    outlet = OUTLETS[name]
    there = [url.replace(host_of(url), host, 1) for url in outlet.examples]
    articles = [url for url in there if outlet.is_article(url)]
    assert articles, f"no example of {name} is the address of an article on {host}"
    for url in articles:
        assert outlet_for(url) is outlet
        canonical = canonical_url(url, outlet)
        assert outlet.is_article(canonical) and canonical_url(canonical, outlet) == canonical
        further = "&".join(["utm_source=x", *(f"{name}=2" for name in outlet.page_parameters)])
        assert outlet.id_of(canonical) == outlet.id_of(canonical_url(f"{url}?{further}", outlet))
    for source in outlet.discover:
        assert outlet.owns(host_of(source.page(**source.sample())))
    inherited = outlet.family.discover if outlet.family else ()
    if outlet.discover == tuple(one for source in inherited for one in source.on(outlet.known_hosts)):
        own = [one.page(**one.sample()) for x in inherited if x.per_host for one in x.on([host])]
        assert {host_of(url) for url in own} <= {host}
        assert set(own) <= {one.page(**one.sample()) for one in outlet.discover}


def test_a_family_states_no_name_domain_or_host_of_an_outlet() -> None:
    assert not {"title", "domains", "hosts", "examples"} & {f.name for f in fields(Family)}
