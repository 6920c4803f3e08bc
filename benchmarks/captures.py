"""How well ``clean_capture`` reads dumps of pages: `python -m benchmarks.captures`, some two minutes.

The pages of ../shared/bulk and ../shared/pages are written down as text by Resiliparse (the whole page, and what it takes
for the main content) and by trafilatura; the truth is the article that the outlet's rules read from the page, as far as
the dump has it: a heading or a headline that the tool has dropped is not asked for. Blocks are compared by their text.

"alone" cleans each text by itself, "with its site" with the lines that the other dumps of the set share.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from benchmarks.pages import ROOT
from extractors import Article, NotAnArticle, SiteLines, clean_capture, extract, outlet_for

BULK = ROOT.parent / "shared" / "bulk"
FEW = 0.5  # of the article's blocks: a dump that has fewer, or all in one line, is none of the page


class Dump(NamedTuple):
    """A page as a tool wrote it down, and its article."""

    kind: str
    outlet: str
    text: str
    article: Article

    @property
    def blocks(self) -> list[str]:
        """The blocks of the article that the dump has."""
        flat = " ".join(self.text.split())
        return [block.text for block in self.article.body if block.text[:60] in flat]

    @property
    def shows_headline(self) -> bool:
        return any(line.strip() == self.article.headline for line in self.text.splitlines())


def dumps(every: int) -> Iterator[Dump]:
    """The dumps of every so many pages of each set."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree
    from trafilatura import extract as trafilatura
    from warcio.archiveiterator import ArchiveIterator

    for path in sorted(BULK.glob("*.warc.gz")):
        with path.open("rb") as file:
            for number, record in enumerate(ArchiveIterator(file)):
                if record.rec_type != "response" or number % every:
                    continue
                url, html = record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read()
                outlet = outlet_for(url)
                try:
                    article = extract(html, url)
                except NotAnArticle:
                    continue
                if outlet is None or article.layout is None:
                    continue
                tree = HTMLTree.parse(html.decode("utf-8", "replace"))
                yield Dump("resiliparse, page", outlet.name, extract_plain_text(tree), article)
                main = extract_plain_text(tree, main_content=True)
                yield Dump("resiliparse, main", outlet.name, main, article)
                yield Dump("trafilatura", outlet.name, trafilatura(html, favor_recall=True) or "", article)


def counts(found: list[Dump], lines: SiteLines | None) -> Counter[str]:
    """What of the dumps came out: blocks, whole bodies, headlines, datelines."""
    out: Counter[str] = Counter()
    for dump in found:
        out["dumps"] += 1
        wanted = dump.blocks
        out["wanted"] += len(wanted)
        try:
            article = clean_capture(dump.text, dump.outlet, lines=lines)
        except NotAnArticle:
            continue
        got = [block.text for block in article.body]
        out["got"] += len(got)
        out["right"] += sum((Counter(got) & Counter(wanted)).values())
        out["bodies"] += got == wanted
        out["headlines"] += article.headline == dump.article.headline or not dump.shows_headline
        out["datelines"] += article.dateline == dump.article.dateline
    return out


def row(name: str, told: Counter[str]) -> str:
    precision, recall = told["right"] / max(told["got"], 1), told["right"] / max(told["wanted"], 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    shares = (told[key] / told["dumps"] for key in ("bodies", "headlines", "datelines"))
    figures = " | ".join(f"{value:.3f}" for value in (precision, recall, f1, *shares))
    return f"| {name} | {told['dumps']:,} | {figures} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--every", type=int, default=1, help="of every so many pages")
    every = parser.parse_args().every
    if not BULK.is_dir():
        raise SystemExit(f"{BULK}: not there; these figures need its pages")
    sets: defaultdict[tuple[str, str], list[Dump]] = defaultdict(list)
    for dump in dumps(every):
        if len(dump.blocks) >= max(1, FEW * len(dump.article.body)) and dump.text.count("\n") >= len(
            dump.blocks
        ):
            sets[dump.kind, dump.outlet].append(dump)
    print("| dumps of | | precision | recall | F1 | whole body | headline | dateline |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    total: dict[str, Counter[str]] = {"alone": Counter(), "with its site": Counter()}
    kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (kind, _), found in sets.items():
        lines = SiteLines()
        for dump in found:
            lines.learn(dump.text)
        alone, beside = counts(found, None), counts(found, lines)
        kinds[kind].update(alone)
        total["alone"].update(alone)
        total["with its site"].update(beside)
    for kind, told in kinds.items():
        print(row(kind, told))
    for name, told in total.items():
        print(row(f"all, {name}", told))


if __name__ == "__main__":
    main()
