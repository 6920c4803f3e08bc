"""What one walk notes of a page's elements, and texts compared by their letters."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from extractors.reading.decode import parse
from extractors.reading.generic.dates import find_dates
from extractors.reading.generic.letters import key
from extractors.reading.generic.survey import Survey
from extractors.reading.metadata import read_metadata

URL = "https://kabar.example/berita/panen-kopi"
_TEXT = "Warga Desa Lembah memanen kopi lebih awal karena hujan turun sebelum waktunya tahun ini, kata Ani."


def test_all_rows_are_as_long_as_the_elements_however_many_there_are() -> None:
    for count in (1, 510, 511, 512, 1_300):
        page = f"<body><h1>Panen</h1>{'<p class=isi>Kopi <a href=/x>dari</a> desa.</p>' * count}<script>x</script>"
        survey = Survey(parse(page, URL))
        size = 2 + 2 * count + 1
        rows = (survey.elements, survey.tags, survey.parents, survey.kinds, survey.seen, survey.texts)
        assert {len(row) for row in (*rows, survey.links, survey.closed, survey.holders, survey.dead)} == {
            size
        }
        assert survey.tags == [element.tag for element in survey.elements]
        last = survey.place_of(survey.elements[-3])
        assert last is not None
        assert (survey.kinds[last], survey.texts[last], survey.links[last]) == ("body", 9, 4)
        assert survey.closed[last] and survey.seen[last] and not survey.dead[last]
        assert survey.dead[-1] and not survey.seen[-1]


def test_a_date_is_found_wherever_in_its_line_the_digits_stand() -> None:
    for line in (
        "<p>Jumat, 5 Maret 2024</p>",
        "<p>Jumat, <b>5</b> Maret <i>2024</i></p>",
        "<p><span>Jumat</span>, <b>Kabar</b> 5 Maret 2024</p>",
    ):
        page = f"<h1>Panen Kopi Lebih Awal</h1>{line}<div class=content>{f'<p>{_TEXT}</p>' * 5}</div>"
        tree = parse(page, URL)
        survey = Survey(tree)
        body = survey.tags.index("div")
        found = find_dates(survey, survey.tags.index("h1"), body, read_metadata(tree, URL))
        assert found and "5 Maret 2024" in found[0]


@given(st.text())
def test_a_key_has_the_letters_and_digits_alone(text: str) -> None:
    assert key(text) == re.sub(r"[\W_]+", "", text.casefold())
