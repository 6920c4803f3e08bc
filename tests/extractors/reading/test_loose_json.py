"""JSON as pages write it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.reading.loose_json import MAX_DEPTH, documents

WHOLE = {
    "@type": "NewsArticle",
    "headline": "Pasar Ikan",
    "datePublished": "2024-03-05",
    "n": [1, {"a": "b"}],
}
TEXT = json.dumps(WHOLE)


def read(text: str) -> list[Any]:
    return documents(text)[0]


# What templates do to a document; each leaves it what it was.
BROKEN = {
    "whole": TEXT,
    "byte order mark": "\ufeff" + TEXT,
    "semicolon": TEXT + ";",
    "brace too many": TEXT + "}",
    "two braces too many": TEXT + "}\n}",
    "brace missing": TEXT[:-1],
    "braces missing": TEXT[:-3],
    "opening brace missing": TEXT[1:],
    "comma at the end": TEXT[:-1] + ",}",
    "comma in an array": TEXT.replace('"b"}]', '"b",},]'),
    "commas doubled": TEXT.replace(", ", ",, "),
    "commas missing": TEXT.replace('", "', '"\n "'),
    "CDATA": f"//<![CDATA[\n{TEXT}\n//]]>",
    "CDATA on one line": f"//<![CDATA[{TEXT}//]]>",
    "CDATA in comments": f"/*<![CDATA[*/ {TEXT} /*]]>*/",
    "CDATA bare": f"<![CDATA[{TEXT}]]>",
    "HTML comment": f"<!-- {TEXT} -->",
    "comment before": f"// data artikel\n{TEXT}",
    "comment in it": TEXT.replace('"n"', '/* angka */ "n"'),
    "comment to the end of the line": TEXT.replace(', "n"', ', // angka\n"n"'),
    "a script around it": f"var data = {TEXT};",
    "brackets around it": f"({TEXT})",
    "entities": TEXT.replace('"', "&quot;"),
    "single quotes": TEXT.replace('"', "'"),
    "typographic quotes": TEXT.replace('"@type"', "“@type”").replace('"NewsArticle"', "“NewsArticle”"),
    "bare keys": TEXT.replace('"headline":', "headline :").replace('"n":', "n:"),
    "a quote missing": TEXT.replace('"Pasar Ikan",', '"Pasar Ikan,\n'),
    "closed too early": TEXT.replace(', "datePublished"', '}, "datePublished"'),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_document_is_what_it_was_meant_to_be(how: str) -> None:
    assert read(BROKEN[how]) == [WHOLE]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"Pasar \'Ikan\' Baru", "Pasar 'Ikan' Baru"),
        (r"Jum\'at \d \x41 \/", "Jum'at d A /"),
        ("Pasar \"Ikan\" Baru", 'Pasar "Ikan" Baru'),
        ('"Ya", "Tidak" dan "Mungkin"', '"Ya", "Tidak" dan "Mungkin"'),
        ('Kata dia, "Pulang!"', 'Kata dia, "Pulang!"'),
        ("dua\nbaris dan\ttab", "dua\nbaris dan\ttab"),
        (r"\ud83d\ude00 \"x\" \q", '😀 "x" q'),
        ("https://contoh.example/a // b", "https://contoh.example/a // b"),
        ("{kurung} [siku], : titik", "{kurung} [siku], : titik"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("end", ["", "}", ",}", "};"])
def test_what_stands_in_a_string(written: str, meant: str, end: str) -> None:
    text = f'{{"headline": "{written}", "datePublished": "2024-03-05"}}{end}'
    assert read(text) == [{"headline": meant, "datePublished": "2024-03-05"}]


@pytest.mark.parametrize("between", ["", "\n", ",", ";", "\n\n", "}"])
def test_two_documents_in_one_text(between: str) -> None:
    assert read(f'{TEXT}{between}{{"b": 1}}') == [WHOLE, {"b": 1}]


@pytest.mark.parametrize("word, value", [("true", True), ("False", False), ("None", None), ("undefined", None), ("12", 12), ("1.5", 1.5), ("012", "012"), ("kata", "kata")])  # fmt: skip
def test_bare_values(word: str, value: object) -> None:
    assert read(f'{{"a": {word}, "b": 1,}}') == [{"a": value, "b": 1}]


@pytest.mark.parametrize("text", ["", "  ", "bukan apa-apa", "<p>", "//", "/*", "1"])
def test_what_is_none_gives_none(text: str) -> None:
    assert read(text) in ([], [1])


def test_what_was_read_loosely_is_counted() -> None:
    assert documents(TEXT) == ([WHOLE], 0)
    assert documents(TEXT + " ;") == ([WHOLE], 2)
    assert documents(TEXT[:-1]) == ([WHOLE], len(TEXT) - 1)


def test_what_is_nested_too_deep_ends_the_reading() -> None:
    assert read('{"a": 1, "b":' + "[" * (MAX_DEPTH + 40) + '], "c": 2},')[0]["a"] == 1
    assert read('{"a":' * 100_000)


@pytest.mark.parametrize("piece", ['"', '" ', "{", "[", '{"a":', "{'a':", '","b" ', "/*", "//", "<!--", "\\", '\n"k" ', "a", "@", ":", '"a":"'])  # fmt: skip
def test_no_text_takes_for_ever(piece: str) -> None:
    documents('{"a":"' + piece * 9_000)
    documents(piece * 9_000)


@given(st.text(alphabet="{}[]:,\"'\\/*<!-> \n\ufeffabc1u", max_size=120))
def test_any_text_is_read_without_an_error(text: str) -> None:
    values, loose = documents(text)
    assert loose in (0, len(text.strip())) or loose <= 10 * len(text)
    json.dumps(values)


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=12)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["@type", "name", "a-b"]), inner, max_size=3),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["@type", "headline", "author", "n"]), VALUES, min_size=1), st.sampled_from([";", "}", ",", " //"]))  # fmt: skip
def test_a_document_with_something_behind_it_is_the_document(value: dict[str, Any], behind: str) -> None:
    assert read(json.dumps(value) + behind)[0] == value
