"""What holds of the vocabulary as a whole: a text that is one stays as it is, and nothing raises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.vocabulary import bylines, endings, furniture, picture_credits, read_also

TEXT = """
“Baca juga aturan barunya,” kata Rahmat.
"Baca juga: lampiran kedua," tulis Rahmat.
'Baca juga' adalah judul rubrik di majalah itu.
Baca juga bisa dilakukan sambil menunggu perahu.
Baca doa bersama digelar di alun-alun pada Jumat pagi.
Iklan rokok di tepi jembatan diturunkan petugas.
Iklan itu berbunyi: beli dua dapat satu.
Selanjutnya, papan diganti satu per satu.
Selanjutnya Rahmat meninjau dermaga.
Warga pun bersorak.
Tidak ada jawaban.
Cukup.
Simak penjelasan Rahmat berikut ini.
Video itu ditonton ribuan orang dalam sehari.
Foto itu diambil pada 1987.
Halaman sekolah itu becek.
Halaman belakang rumahnya menjadi kolam.
Berlangganan koran masih menjadi kebiasaannya.
Berlangganan air bersih kini lebih mudah.
Editor buku itu pernah tinggal di kampung ini.
Sumber air terdekat berjarak dua kilometer.
Terkait hal itu, warga diminta bersabar.
Berita itu belum dapat dipastikan.
Lihat saja nanti.
Bagikan beras itu, kata ibunya.
Komentar Rahmat tentang hal itu singkat saja.
Next time, kata dia, jembatannya akan lebih kuat.
Copyright atas lagu itu dipegang keluarganya.
Ikuti saya, katanya.
Telegram itu tiba tiga hari kemudian.
Grup Telegram warga ramai sejak pagi karena foto jembatan itu beredar.
Rekomendasi itu disampaikan kepada wali kota.
Adalah jembatan gantung itu yang dibangun pertama kali.
Artikel ini membahas cara merawat papan kayu.
""".strip().split("\n")


@pytest.mark.parametrize("text", TEXT)
def test_what_an_article_says_is_no_chrome(text: str) -> None:
    assert furniture.classify(text) is None
    assert not bylines.is_byline(text)
    assert not picture_credits.is_caption(text)
    assert not furniture.is_related_heading(text)
    assert not furniture.is_share_bar(text)
    assert bylines.agencies(text) == bylines.source_line(text) == bylines.signature(text) == ()
    assert endings.desk_code_start(text) is None
    assert read_also.split_read_also(text) == (text, ())


@given(st.text(min_size=1, max_size=300))
def test_nothing_raises(text: str) -> None:
    furniture.classify(text)
    bylines.is_byline(text)
    bylines.parse_people((text,))
    picture_credits.caption(text)
    picture_credits.is_caption(text)
    endings.desk_code_start(text)
    bylines.agencies(text), bylines.source_line(text), bylines.signature(text)
    bylines.author_box(text)
    left, titles = read_also.split_read_also(text)
    assert titles or left == text
