"""Texts that are the same but for cuts and edits, and which of them was first."""

from __future__ import annotations

import random
import subprocess
import sys

from extractors.copies import COMMON, Version, alike, candidates, containment, credited, original, shingles

WORDS = [f"kata{number}" for number in range(4000)]
EARLY, LATE = "2024-01-10T05:00:00.000Z", "2024-01-10T07:00:00.000Z"


def text(seed: int, length: int = 300) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=length))


def test_a_cut_copy_is_contained_and_another_text_is_not() -> None:
    whole = text(1)
    cut = " ".join(whole.split()[:120])
    assert containment(shingles(whole), shingles(cut)) == 1
    assert containment(shingles(whole), shingles("Pembuka sendiri dari redaksi kami. " + cut)) > 0.8
    assert containment(shingles(whole), shingles(text(2))) == 0
    assert containment(shingles(whole), frozenset()) == 0


def test_case_punctuation_and_paragraphs_do_not_count() -> None:
    assert shingles("Harga beras, kata DIA, turun “lagi”.") == shingles("harga\n\nberas kata dia: turun lagi")
    assert shingles("satu dua tiga") == frozenset()
    assert all(0 <= number < 1 << 30 for number in shingles(text(3)))


def test_shingles_are_the_same_in_every_process() -> None:
    code = f"from extractors.copies import shingles; print(sorted(shingles({text(4)!r})))"
    for seed in ("1", "2"):
        env = {"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)}
        said = subprocess.run(
            [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
        )
        assert said.stdout.strip() == str(sorted(shingles(text(4))))


def test_words_that_are_not_ascii_end_where_they_end() -> None:
    assert (
        containment(shingles("kafé über straße naïve " * 9), shingles("x " + "kafé über straße naïve " * 9))
        == 1
    )
    assert shingles("\ud800 dua tiga empat lima enam") is not None


def test_a_shingle_that_everybody_has_says_nothing() -> None:
    everybody = list(range(COMMON))
    assert candidates({1: [7], 2: [7], 3: [7], 4: everybody, 5: everybody}) == [7]
    assert candidates({1: [7], 2: [7], 4: everybody}) == [], "two are too few"
    assert sorted(candidates(dict.fromkeys(range(4), everybody))) == everybody, "a copy of what many have"


def test_alike_are_those_that_share_enough() -> None:
    own = frozenset(range(10))
    others = {1: frozenset(range(4)), 2: frozenset((0, 1)), 3: frozenset((0, 1, 2, *range(50, 60)))}
    assert alike(own, others) == {1: 1.0}


def test_the_original_is_the_credited_one_then_the_first_published_then_the_first_seen() -> None:
    wire = Version("antara", (), LATE, LATE)
    copy = Version("tempo", ("antara",), EARLY, EARLY)
    assert original(copy, [wire]) == (0, "credit")
    assert original(wire, [copy]) is None, "though it was published later"
    assert original(Version("a", (), LATE, EARLY), [Version("b", (), EARLY, LATE)]) == (0, "published")
    assert original(Version("a", (), EARLY, LATE), [Version("b", (), EARLY, EARLY)]) == (0, "first seen")
    assert original(Version("a", (), None, LATE), [Version("b", (), None, EARLY)]) == (0, "first seen")
    both = [Version("a", ("antara",), LATE, LATE), Version("b", ("antara",), EARLY, LATE)]
    assert original(both[0], both[1:]) == (0, "published"), "two copies, the wire's own text is not there"


def test_a_text_says_whom_it_is_from() -> None:
    assert credited({"sources": ["LKBN Antara", "Reuters"]}) == ("antara",)
    assert credited({"dateline": "Jakarta (ANTARA)", "sources": ["Kompas.com"]}) == ("kompas", "antara")
    for end in ("Pewarta: Wati Sari", "COPYRIGHT © ANTARA 2024", "Harga naik. (Antara)"):
        assert credited({"body": [{"text": "Isi."}, {"text": end}]}) == ("antara",), end
    assert credited({"body": [{"text": "Antara Jakarta dan Bogor macet."}]}) == ()
