"""Copies in the store: which are found, which are found wrongly, and what a question costs among a million articles.

The texts are invented: words of Zipf's frequencies, stock phrases that everybody uses, closing lines that an outlet puts
below every third text. From each wire story one copy of every kind is made. The price lists that an outlet publishes
anew every day, mostly in the same words, are counted apart: whether they are copies is a matter of opinion.

For the time, rows of further articles fill the store's tables: their shingles are drawn at random, and every thousandth
is one that fifty articles have.
"""

from __future__ import annotations

import random
import statistics
import struct
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.parts import Figures, Scale, Watch
from extractors import Article
from extractors.article import Block
from extractors.copies import COMMON, shingles
from newsspider.store import ArticleStore, StoreEntry
from newsspider.store.copies import Copies

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PER_TEXT = 52  # shingles of a text, in the mean
GROUP = 500


class Press:
    """Invents texts."""

    def __init__(self, seed: int) -> None:
        self.dice = dice = random.Random(seed)
        heads = [a + b for a in "bcdghjklmnprstwy" for b in "aeiou"]
        self.words = ["".join(dice.choices(heads, k=dice.choice((2, 2, 3)))) for _ in range(8_000)]
        self.weights = [0.0]
        for rank in range(len(self.words)):
            self.weights.append(self.weights[-1] + 1 / (rank + 5))
        del self.weights[0]
        self.phrases = [self.some(dice.randint(5, 9)) for _ in range(400)]
        self.closings = [self.some(20) for _ in range(60)]

    def some(self, count: int) -> list[str]:
        return self.dice.choices(self.words, cum_weights=self.weights, k=count)

    def text(self, length: int = 0) -> list[str]:
        """A story of 150 to 450 words, a stock phrase in every other sentence."""
        dice, words = self.dice, list[str]()
        length = length or dice.randint(150, 450)
        while len(words) < length:
            words += self.some(dice.randint(8, 20))
            if dice.random() < 0.5:
                words += dice.choice(self.phrases)
        return words[:length]

    def edited(self, words: list[str], share: float = 0.05) -> list[str]:
        """With so many of the words replaced, left out or doubled."""
        out: list[str] = []
        for word in words:
            out += (
                [word] if self.dice.random() >= share else self.dice.choice(([], [word, word], self.some(1)))
            )
        return out

    def series(self) -> Callable[[], list[str]]:
        """A text that is published anew every day, with a third of its words changed."""
        frame = self.text(150)
        places = self.dice.sample(range(150), 50)

        def today() -> list[str]:
            words = list(frame)
            for place in places:
                words[place] = self.some(1)[0]
            return words

        return today


KINDS: dict[str, Callable[[Press, list[str]], list[str]]] = {
    "verbatim": lambda _, words: words,
    "light edits": lambda press, words: press.edited(words),
    "own lead": lambda press, words: [*press.text(40), *words[30:]],
    "cut by 40 %": lambda press, words: words[: int(len(words) * 0.6)],
    "cut by 60 %": lambda press, words: words[: int(len(words) * 0.4)],
    "cut by 60 %, light edits": lambda press, words: press.edited(words[: int(len(words) * 0.4)]),
}


def entry(name: str, words: list[str], minutes: int, outlet: str) -> StoreEntry:
    url = f"https://{outlet}.example/{name}"
    published = NOW + timedelta(minutes=minutes)
    article = Article(
        headline=name,
        datePublished=published,
        body=(Block("paragraph", " ".join(words)),),
        url=url,
        canonicalUrl=url,
        outlet=outlet,
    )
    return StoreEntry(article.to_dict(), published)


def corpus(press: Press, stories: int, others: int, series: int, days: int) -> Iterator[StoreEntry]:
    """Wire stories with their copies, texts of their own, and daily series; names say which is which."""
    minute = 0

    def closed(words: list[str], outlet: int) -> list[str]:
        return [*words, *press.closings[outlet]] if press.dice.random() < 1 / 3 else words

    for story in range(stories):
        words = press.text()
        for kind, (_, make) in enumerate((("wire", KINDS["verbatim"]), *KINDS.items())):
            outlet = press.dice.randrange(60)
            yield entry(f"story-{story}-{kind}", closed(make(press, words), outlet), minute, f"o{outlet}")
            minute += 1
        for _ in range(others // stories):
            outlet = press.dice.randrange(60)
            yield entry(f"own-{minute}", closed(press.text(), outlet), minute, f"o{outlet}")
            minute += 1
    for number in range(series):
        today = press.series()
        for day in range(days):
            yield entry(f"series-{number}-{day}", today(), minute, f"o{number}")
            minute += 1


def kept(store: ArticleStore, entries: Iterator[StoreEntry]) -> float:
    """Milliseconds that an article takes to be kept."""
    spent, count = 0.0, 0
    while group := [one for one, _ in zip(entries, range(GROUP), strict=False)]:
        begun = time.process_time()
        store.put(group)
        spent += time.process_time() - begun
        count += len(group)
    return 1000 * spent / count


def quality(store: ArticleStore, stories: int) -> Figures:
    """Recall by kind of copy, precision, and how much of the series counts as copies."""

    def name(url: str) -> list[str]:
        return url.rpartition("/")[2].split("-")

    pairs = [
        (name(a), name(b))
        for a, b in store.db.execute(
            "SELECT a.canonical_url, b.canonical_url FROM alike JOIN articles a ON a.id = article"
            " JOIN articles b ON b.id = other WHERE article < other"
        )
    ]
    with_wire = {(a[1], b[2]) for a, b in pairs if a[0] == b[0] == "story" and a[1] == b[1] and a[2] == "0"}
    recall = {
        kind: sum((str(story), str(number)) in with_wire for story in range(stories)) / stories
        for number, kind in enumerate(KINDS, 1)
    }
    plain = [(a, b) for a, b in pairs if not a[0] == b[0] == "series"]
    right = sum(a[0] == b[0] == "story" and a[1] == b[1] for a, b in plain)
    in_series = {b[1] + "-" + b[2] for a, b in pairs if a[0] == b[0] == "series"}
    return {
        "articles": len(store),
        "recall": recall,
        "least_recall": min(recall.values()),
        "precision": right / len(plain) if plain else 0.0,
        "pairs": len(plain),
        "originals": sum(one.copy_of.endswith("-0") for one in store.copies() if "/story-" in one.url)
        / (stories * len(KINDS)),
        "series_copies": len(in_series),
    }


def fill(store: ArticleStore, articles: int, dice: random.Random) -> None:
    """Rows of so many further articles, in the order of the table, which is the quickest."""
    first = 10_000_000
    rows = articles * PER_TEXT
    common = rows // (1000 * COMMON)
    step = (1 << 30) / (rows * 0.999 + common)

    def ordered() -> Iterator[tuple[int, int]]:
        place = 0.0
        share = common / (rows * 0.999 + common)
        draw, spread = dice.random, 2 * step
        while True:
            place += 1 + draw() * (spread - 1) if spread > 2 else spread * draw()
            if (hash_ := int(place)) >= 1 << 30:
                return
            if draw() < share:
                start = first + int(draw() * max(articles - COMMON, 1))
                for number in range(COMMON):
                    yield hash_, start + number
            else:
                yield hash_, first + int(draw() * articles)

    with store.db.transaction():
        store.db.executemany("INSERT OR IGNORE INTO shingle VALUES (?, ?)", ordered())
        store.db.executemany(
            "INSERT INTO texts VALUES (?, ?, '[]')",
            (
                (first + number, struct.pack(f"<{PER_TEXT}I", *sorted(dice.sample(range(1 << 30), PER_TEXT))))
                for number in range(articles)
            ),
        )


def asked(store: ArticleStore, texts: list[str]) -> Figures:
    """Processor milliseconds of a question, the text's shingles included and not; ``wall_ms`` is the clock's median."""
    copies, found = Copies(store.db), 0
    alone, whole, wall = list[float](), list[float](), list[float]()
    for text in texts:
        begun = time.process_time()
        hashes = shingles(text)
        middle, clock = time.process_time(), time.perf_counter()
        found += bool(copies.like(hashes))
        end = time.process_time()
        wall.append(1000 * (time.perf_counter() - clock))
        alone.append(1000 * (end - middle))
        whole.append(1000 * (end - begun))
    return {
        "questions": len(texts),
        "found": found,
        "median_ms": statistics.median(alone),
        "mean_ms": statistics.mean(alone),
        "p95_ms": statistics.quantiles(alone, n=20)[-1],
        "wall_ms": statistics.median(wall),
        "with_shingles_ms": statistics.mean(whole),
    }


def measure(scale: Scale, watch: Watch) -> Figures:
    stories = 40 if scale.quick else 1_000
    articles = min(scale.stored_articles, 20_000) if scale.quick else scale.stored_articles
    watch.steps(3)
    press = Press(7)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.sqlite"
        store = ArticleStore(path)
        watch.step("put articles")
        put_ms = kept(store, corpus(press, stories, 3 * stories, stories // 20, 30))
        told = quality(store, stories)
        watch.step(f"fill up to {articles:,} articles")
        fill(store, articles - len(store), random.Random(3))
        watch.step("ask")
        texts = [record["text"] for record in (one.record for one in store.records(limit=2 * GROUP))]
        texts += [" ".join(press.text()) for _ in range(len(texts))]
        press.dice.shuffle(texts)
        told |= {
            "put_ms": put_ms,
            "stored": articles,
            "rows": store.db.execute("SELECT count(*) FROM shingle").fetchone()[0],
            "file_mb": path.stat().st_size / 1e6,
            "query": asked(store, texts),
        }
        store.close()
    return told
