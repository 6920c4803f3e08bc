"""Corpora as people hold them: rows with a text or a page, folders of saved pages; and the formats articles go into.

Pages are read by ``pages`` and ``extraction``, texts by ``base`` and a module for each format: ``.txt`` (a file is one
text), ``.jsonl`` (also .ndjson, .jl), ``.csv``, ``.tsv`` and ``.parquet``; all but the last also compressed (``.gz``,
``.zst``). A corpus of texts is read row by row and written in its own format, with the article beside what was there:

- JSON Lines: a key ``article`` with the record (``Article.to_dict()``) is put at the end of the line;
- CSV and TSV: columns ``article.headline``, ``article.datePublished`` … ``article.text``, one per key of the
  record; lists are JSON;
- Parquet: a column ``article`` of the record's type;
- a text file becomes the cleaned text: headline, deck, who and when, and the paragraphs; written to
  ``.jsonl``, rows of ``file``, ``text`` and ``article``.

A row that holds no article, or of an unknown site and no Indonesian news, stays as it is: byte for byte in JSON Lines and text,
with empty cells in CSV, null in Parquet.
"""

from __future__ import annotations

from pathlib import Path

from newsspider.corpora.base import Cleaned, Corpus, Options, RowFault, cleaned, learn_lines
from newsspider.corpora.files import FORMATS, format_of
from newsspider.corpora.jsonl import Jsonl
from newsspider.corpora.parquet import Parquet
from newsspider.corpora.tables import Csv, Tsv
from newsspider.corpora.texts import Texts
from newsspider.runtime.console import Fault, shown

__all__ = [
    "FORMATS",
    "Cleaned",
    "Corpus",
    "Options",
    "RowFault",
    "Texts",
    "cleaned",
    "corpus_of",
    "format_of",
    "learn_lines",
]

_CORPORA: dict[str, type[Corpus]] = {corpus.form: corpus for corpus in (Jsonl, Csv, Tsv, Parquet)}


def corpus_of(path: Path, options: Options) -> Corpus:
    """A file of rows as a corpus. Raises Fault for anything else."""
    form, _ = format_of(path)
    try:
        return _CORPORA[form](path, options)
    except OSError as error:
        raise Fault(f"{shown(path)}: {error.strerror or error}") from None
