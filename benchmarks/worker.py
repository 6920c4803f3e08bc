"""One engine in a process of its own: pages in on standard input, timings and texts out on standard output.

``python -P worker.py ENGINE PACKAGE`` imports the engine, says what that took and the package's version, and then answers one JSON line with
another until its input ends. It runs in the engine's own environment, so it needs nothing but the standard
library; what it says goes through a copy of standard output, because some engines print there.

An engine is a function that imports what it needs and gives back two more: one that reads a page (this is what
is timed) and one that makes text blocks of the result, or a whole article where it has one (this is not).
"""

from __future__ import annotations

import asyncio
import importlib
import json
import logging
import os
import sys
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

Read = Callable[[bytes, str], Any]
Blocks = Callable[[Any], list[str] | dict[str, Any]]


def lines(text: str | None) -> list[str]:
    """Every line that is not empty, as one block, without the mark of a list."""
    return [line for raw in (text or "").splitlines() if (line := raw.strip().removeprefix("- ").strip())]


def decoded(page: bytes) -> str:
    return page.decode("utf-8", "replace")


# -- The engines -----------------------------------------------------------------------------------------


def lxml_parse() -> tuple[Read, Blocks]:
    import lxml.html

    return lambda page, url: lxml.html.document_fromstring(page), lambda tree: []


def newsspider(explain: bool = False, reader: str = "") -> tuple[Read, Blocks]:
    if reader:
        os.environ["NEWSSPIDER_READER"] = reader
    from extractors import extract

    return lambda page, url: extract(page, url, explain=explain), lambda article: article.to_dict()


def trafilatura_metadata() -> tuple[Read, Blocks]:
    from trafilatura import bare_extraction

    return (
        lambda page, url: bare_extraction(page, url=url, with_metadata=True, include_comments=False),
        lambda document: lines(document.text),
    )


def trafilatura_fast() -> tuple[Read, Blocks]:
    from trafilatura import extract

    return (
        lambda page, url: extract(page, url=url, fast=True, include_comments=False, include_tables=False),
        lines,
    )


def newspaper4k() -> tuple[Read, Blocks]:
    from newspaper import Article

    def read(page: bytes, url: str) -> Any:
        article = Article(url, language="id", fetch_images=False)
        article.download(input_html=decoded(page))
        article.parse()
        return article

    return read, lambda article: lines(article.text)


def readability() -> tuple[Read, Blocks]:
    import lxml.html
    from readability import Document

    def read(page: bytes, url: str) -> Any:
        document = Document(decoded(page))
        return document.summary(html_partial=True), document.short_title()

    def blocks(result: Any) -> list[str]:
        tree: Any = lxml.html.fromstring(result[0])
        for br in tree.iter("br"):
            br.tail = "\n" + (br.tail or "")
        kinds = "p h1 h2 h3 h4 h5 h6 li blockquote pre td".split()
        found = tree.xpath("|".join(f"//{kind}[not(.//p)]" for kind in kinds))
        texts = [text for element in found for text in element.text_content().split("\n\n")]
        return [text for text in (" ".join(text.split()) for text in texts) if text] or lines(
            tree.text_content()
        )

    return read, blocks


def justext() -> tuple[Read, Blocks]:
    import justext

    words = justext.get_stoplist("Indonesian")
    return (
        lambda page, url: justext.justext(page, words),
        lambda found: [x.text for x in found if not x.is_boilerplate],
    )


def goose3() -> tuple[Read, Blocks]:
    from goose3 import Goose

    goose = Goose({"target_language": "id", "use_meta_language": False, "enable_image_fetching": False})
    return lambda page, url: goose.extract(raw_html=decoded(page)), lambda article: lines(
        article.cleaned_text
    )


def boilerpy3() -> tuple[Read, Blocks]:
    from boilerpy3.extractors import ArticleExtractor

    extractor = ArticleExtractor()
    return lambda page, url: extractor.get_doc(decoded(page)), lambda document: lines(document.content)


def news_please() -> tuple[Read, Blocks]:
    from newsplease import NewsPlease

    return (
        lambda page, url: NewsPlease.from_html(decoded(page), url=url, fetch_images=False),
        lambda article: lines(article.maintext),
    )


def resiliparse() -> tuple[Read, Blocks]:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree

    return (
        lambda page, url: extract_plain_text(
            HTMLTree.parse_from_bytes(page, detect_encoding(page) or "utf-8"), main_content=True
        ),
        lines,
    )


def turbohtml() -> tuple[Read, Blocks]:
    from turbohtml import parse

    return lambda page, url: parse(page).article(), lambda article: lines(article.text)


def selectolax_parse() -> tuple[Read, Blocks]:
    from selectolax.lexbor import LexborHTMLParser

    return lambda page, url: LexborHTMLParser(page), lambda tree: []


def fundus() -> tuple[Read, Blocks]:
    from fundus import PublisherCollection

    publisher = PublisherCollection.id.MediaIndonesia

    def read(page: bytes, url: str) -> Any:
        parser = publisher.parser.latest_version()
        return parser.parse(decoded(page), "suppress")

    def blocks(result: Any) -> list[str]:
        body = result["body"]
        found = [*body.summary] if body else []
        for section in body.sections if body else ():
            found += [*section.headline, *section.paragraphs]
        return found

    return read, blocks


# host → module below newswatch.scrapers, each with one scraper
NEWS_WATCH = {
    "antaranews.com": "antaranews",
    "detik.com": "detik",
    "idntimes.com": "idntimes",
    "jpnn.com": "jpnn",
    "kompas.com": "kompas",
    "kontan.co.id": "kontan",
    "liputan6.com": "liputan6",
    "mediaindonesia.com": "mediaindonesia",
    "merdeka.com": "merdeka",
    "okezone.com": "okezone",
    "republika.co.id": "republika",
    "tempo.co": "tempo",
    "tribunnews.com": "tribunnews",
    "viva.co.id": "viva",
}


def news_watch() -> tuple[Read, Blocks]:
    """Its scrapers fetch, parse and queue in one method: here the fetch gives the saved page."""
    loop = asyncio.new_event_loop()
    scrapers: dict[str, Any] = {}
    queue: asyncio.Queue[Any] = asyncio.Queue()
    saved = ""

    async def fetch(*args: Any, **kwargs: Any) -> str:
        return saved

    for host, name in NEWS_WATCH.items():
        module = importlib.import_module(f"newswatch.scrapers.{name}")
        scraper = next(
            value("berita")
            for value in vars(module).values()
            if isinstance(value, type)
            and value.__module__ == module.__name__
            and "get_article" in vars(value)
        )
        scraper.queue_, scraper.fetch = queue, fetch
        scrapers[host] = scraper

    def read(page: bytes, url: str) -> Any:
        nonlocal saved
        host = url.partition("//")[2].partition("/")[0]
        while host not in scrapers:
            host = host.partition(".")[2]
            if not host:
                return None
        saved = decoded(page)
        loop.run_until_complete(scrapers[host].get_article(url, "berita"))
        return queue.get_nowait() if queue.qsize() else None

    return read, lambda item: lines(item["content"])


ENGINES: dict[str, Callable[[], tuple[Read, Blocks]]] = {
    "lxml parse": lxml_parse,
    "extract": newsspider,
    "extract, explain": lambda: newsspider(explain=True),
    "extract, read by lxml": lambda: newsspider(reader="lxml"),
    "trafilatura, metadata": trafilatura_metadata,
    "trafilatura, fast": trafilatura_fast,
    "newspaper4k": newspaper4k,
    "readability-lxml": readability,
    "jusText": justext,
    "goose3": goose3,
    "boilerpy3": boilerpy3,
    "news-please": news_please,
    "resiliparse": resiliparse,
    "turbohtml": turbohtml,
    "selectolax parse": selectolax_parse,
    "fundus": fundus,
    "news-watch": news_watch,
}

# -- The worker ------------------------------------------------------------------------------------------


def peak_memory() -> float:
    """The most memory this process has held, in MB; not what it was started from (as ``ru_maxrss`` is)."""
    try:
        status = Path("/proc/self/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024
    except (OSError, IndexError):
        import resource

        size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return size / (1024 * 1024 if sys.platform == "darwin" else 1024)


def answer(read: Read, blocks: Blocks, asked: dict[str, Any]) -> dict[str, Any]:
    """Read a page several times: the best processor time of a call in ms, and what was read."""
    page, url = Path(asked["page"]).read_bytes(), asked["url"]
    best, spent, result = float("inf"), 0.0, None
    for _ in range(asked["calls"]):
        begun = time.process_time()
        result = read(page, url)
        took = time.process_time() - begun
        best, spent = min(best, took), spent + took
        if spent > asked["seconds"]:
            break
    found = blocks(result) if result is not None else []
    article = (
        found if isinstance(found, dict) else {"body": [{"type": "paragraph", "text": x} for x in found]}
    )
    told: dict[str, Any] = {"ms": best * 1000, "memory": peak_memory(), "blocks": len(article["body"])}
    if asked["text"]:
        told["article"] = article
    return told


def main() -> None:
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what an engine prints must not mix with the answers
    warnings.simplefilter("ignore")
    begun = time.process_time()
    try:
        read, blocks = ENGINES[sys.argv[1]]()
        hello = {"import": time.process_time() - begun, "version": version(sys.argv[2])}
    except Exception as error:
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), file=out, flush=True)
        return
    print(json.dumps({**hello, "memory": peak_memory()}), file=out, flush=True)
    logging.disable(logging.CRITICAL)
    for line in sys.stdin:
        try:
            told = answer(read, blocks, json.loads(line))
        except Exception as error:
            told = {"error": f"{type(error).__name__}: {str(error)[:200]}"}
        print(json.dumps(told, default=str), file=out, flush=True)


if __name__ == "__main__":
    main()
