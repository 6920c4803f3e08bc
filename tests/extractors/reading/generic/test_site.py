"""What pages of one site teach about each other."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from extractors import Article, SiteProfile, extract, learn_page

PLACES = (
    "Sleman Bantul Wonosari Wates Klaten Boyolali Salatiga Ungaran Kendal Batang Pekalongan Tegal".split()
)
CROPS = "kopi jagung kedelai cabai bawang tomat kentang kubis wortel tebu kakao pala".split()
OFFER = "Dapatkan kabar pilihan redaksi setiap pagi langsung di kotak surat Anda, tanpa biaya apa pun."


def page(number: int, *, offer: str = OFFER, opening: str = "", tags: str = "") -> str:
    """The page of an article of its own, in a template whose names say nothing."""
    place, crop = PLACES[number % len(PLACES)], CROPS[number % len(CROPS)]
    title = f"Petani {place} Memanen {crop.title()} Lebih Awal"
    return (
        f"<html><head><title>{title}</title></head><body><div class=q1><h1 class=q2>{title}</h1>"
        f"<div class=q3><p>{opening}Petani di {place} mulai memanen {crop} dua pekan lebih awal tahun ini.</p>"
        f"<p>Hujan yang turun teratur membuat {crop} di {place} masak serempak, kata ketua kelompok tani.</p>"
        f"<p>Hasil panen {crop} disimpan di gudang desa {place} sampai harganya membaik.</p>"
        f"<p>{offer}</p><p>Pemerintah {place} menjanjikan pupuk bagi petani {crop} pada musim berikutnya.</p></div>"
        f"<div class=tags>{tags}</div></div></body></html>"
    )


def url(number: int) -> str:
    return f"https://kabar-desa.example/2024/05/{number:02}/panen-{number}"


def learned(count: int, **options: str) -> SiteProfile:
    site = SiteProfile()
    for number in range(count):
        assert learn_page(page(number, **options), url(number), site)
    return site


def read(number: int, site: SiteProfile | None, **options: str) -> Article:
    return extract(page(number, **options), url(number), site=site)


def test_a_paragraph_that_other_pages_show_is_no_part_of_the_text() -> None:
    assert OFFER in read(11, None).text
    assert OFFER not in read(11, learned(5)).text
    assert len(read(11, learned(5)).body) == 4


def test_with_fewer_than_three_pages_nothing_is_known() -> None:
    assert read(11, learned(2)) == read(11, None)


def test_what_one_page_alone_shows_stays() -> None:
    said = "Kepala desa meminta warga menyisihkan sebagian hasilnya untuk benih tahun depan."
    assert said in read(11, learned(8), offer=said).text


def test_the_same_article_under_another_address_teaches_nothing() -> None:
    site = SiteProfile()
    assert [learn_page(page(1), url(n), site) for n in range(5)] == [True, False, False, False, False]
    assert site.pages == 1
    assert read(1, site) == read(1, None)


def test_what_is_no_article_teaches_nothing() -> None:
    site = SiteProfile()
    assert not learn_page("<html><body><p>Beranda</p></body></html>", url(1), site)
    assert not learn_page(page(1), "https://kabar-desa.example/", site)
    assert site.pages == 0


def test_what_texts_of_the_site_open_with_is_a_dateline() -> None:
    opening = "wartadesa - "
    assert read(11, None, opening=opening).dateline is None
    article = read(11, learned(4, opening=opening), opening=opening)
    assert article.dateline == "wartadesa"
    assert article.body[0].text.startswith("Petani di")


def test_tags_that_every_page_has_are_not_of_the_article() -> None:
    tags = '<a href="/tag/desa">Desa</a> <a href="/tag/pangan">Pangan</a>'
    assert read(11, None, tags=tags).keywords == ("Desa", "Pangan")
    site = learned(5, tags=tags)
    assert read(11, site, tags=tags).keywords == ()
    own = '<a href="/tag/pala">Pala</a> <a href="/tag/pangan">Pangan</a>'
    assert read(11, site, tags=own).keywords == ("Pala", "Pangan")


def test_bylines_and_dates_that_pages_share_are_none_of_the_sites_texts() -> None:
    offer = "Penulis: Ratna Wulan"
    article = read(11, learned(6, offer=offer), offer=offer)
    assert article.authors == ("Ratna Wulan",)


def test_it_is_a_few_kilobytes_as_json_and_says_the_same_when_read_again() -> None:
    site = learned(12, opening="wartadesa - ")
    data = json.dumps(site.to_dict())
    assert len(data) < 8_000
    again = SiteProfile.from_dict(json.loads(data))
    assert again.to_dict() == site.to_dict()
    assert read(11, again, opening="wartadesa - ") == read(11, site, opening="wartadesa - ")


def test_it_learns_fifty_pages_at_most_and_grows_no_more() -> None:
    site, sizes = SiteProfile(), list[int]()
    for number in range(60):
        html = page(number).replace("Petani", f"Petani{number}")
        learn_page(html, url(number % 28), site)
        sizes.append(len(json.dumps(site.to_dict())))
    assert site.pages == 50 and site.is_full
    assert all(later == sizes[50] for _, later in pairwise(sizes[50:]))
    assert sizes[-1] < 10_000


@pytest.mark.parametrize(
    "data", [{}, {"version": 2}, {"version": 1, "pages": 3}, {"version": 1, "pages": None}]
)
def test_data_that_are_no_profile_are_refused_with_a_sentence(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="profile"):
        SiteProfile.from_dict(data)
