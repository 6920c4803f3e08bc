"""The results as Markdown: for the terminal, for docs/benchmarks.md and for the README, between markers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.pages import FRAGMENT
from benchmarks.peers import EXPLAIN, OURS, PARSERS, TRAFILATURA
from benchmarks.targets import Results, verdicts

Cell = str | int | float | None


def shown(value: Cell) -> str:
    """A figure with three significant digits; a dash where there is none."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if isinstance(value, int) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def fraction(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def markdown(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A table whose columns are as wide as their widest cell; all but the first are set to the right."""
    cells = [[*header], *([shown(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    lines = []
    for row in cells:
        padded = [x.rjust(w) if n else x.ljust(w) for n, (x, w) in enumerate(zip(row, widths, strict=True))]
        lines.append("| " + " | ".join(padded) + " |")
    rule = [("-" * (w - 1) + ":") if n else "-" * w for n, w in enumerate(widths)]
    return "\n".join([lines[0], "| " + " | ".join(rule) + " |", *lines[1:]])


def targets(results: Results, *, every: bool = True) -> str:
    """Each target with its figure; ``every``: those too that were not measured."""
    rows = []
    for verdict in verdicts(results):
        if verdict.met is None and not every:
            continue
        figure = "–" if verdict.figure is None else f"{shown(verdict.figure)} {verdict.target.unit}"
        rows.append((verdict.target.what, verdict.target.bound, figure, verdict.word))
    return markdown(("what", "at most / at least", "measured", ""), rows)


def extraction(told: Results) -> str:
    rows = []
    for name, one in told["engines"].items():
        rows.append(
            (
                f"**{name}**" if name == OURS else name,
                one["version"],
                one.get("ms_per_100_kb"),
                one.get("pages_per_second"),
                one["times_parse"],
                fraction(one["block_f1"]),
                fraction(one["word_f1"]),
                round(one["memory_mb"]),
                one["import_s"],
                f"{one['read']} of {one['pages']}",
            )
        )
    header = (
        "",
        "version",
        "ms / 100 kB",
        "pages/s",
        "× parse",
        "block F1",
        "word F1",
        "peak MB",
        "import s",
        "read",
    )
    return markdown(header, rows)


def of_whole_pages(told: Results) -> list[str]:
    """A sentence about the pages that are not fragments, where there are both."""
    own, other = told["engines"][OURS], told["engines"].get(TRAFILATURA, {})
    if not other.get("whole_times_extract") or told["whole"] == told["pages"]:
        return []
    return [
        f"{told['pages'] - told['whole']} of them are fragments of less than {FRAGMENT // 1000} kB, the article without the page around"
        f" it. On the {told['whole']} whole pages `extract` takes {shown(own['whole_times_parse'])} times as long as the"
        f" parse, and trafilatura with metadata {shown(other['whole_times_extract'])} times as long as `extract`."
    ]


def growth(told: Results) -> str:
    sizes = sorted({int(size) for one in told["engines"].values() for size in one["growth"]["ms_per_100_kb"]})
    rows = []
    for name, one in told["engines"].items():
        costs = one["growth"]["ms_per_100_kb"]
        if costs:
            cells = [costs.get(str(size)) for size in sizes]
            growth = one["growth"]
            rows.append((name, *cells, growth["times"], growth["slope"], round(one["memory_large_mb"])))
    header = ("ms / 100 kB at", *(f"{x:,} kB" for x in sizes), "1,000 : 100", "slope", "peak MB")
    return markdown(header, rows)


def stages(told: Results) -> str:
    columns = [f"all {told['pages']}"] + ([f"the {told['whole']} whole ones"] if told["whole"] else [])
    rows: list[Sequence[Cell]] = [(step, *figures) for step, figures in told["times_parse"].items()]
    rows.append(("**together**", *map(sum, zip(*told["times_parse"].values(), strict=True))))
    return markdown(("parses of the page by lxml", *columns), rows)


def archive(told: Results) -> str:
    rows = []
    for name, by_jobs in told["engines"].items():
        for jobs, one in by_jobs.items():
            figures = (
                one["pages_per_second"],
                one["times"],
                one["cpu_ms"],
                one["cpu_times"],
                one["articles"],
            )
            rows.append((name, jobs, *figures))
    header = ("", "processes", "pages/s", "times as long", "CPU ms/page", "times the CPU", "articles")
    return markdown(header, rows)


KEYS = (
    ("block F1", "block_f1", 0.95),
    ("body exact", "body", 0.6),
    ("headline", "headline", 0.98),
    ("datePublished", "datePublished", 0.92),
    ("dateline", "dateline", 0.92),
    ("authors", "authors", 0.85),
    ("editors", "editors", 0.85),
    ("sources", "sources", 0.95),
    ("images", "images", 0.7),
    ("readAlso", "readAlso", 0.85),
    ("articleSection", "articleSection", 0.7),
    ("keywords", "keywords", 0.75),
    ("all 14 keys", "all keys", 0.25),
)
"""What is asked of the reader without rules: the goal of each figure."""


def without_rules(told: Results) -> list[str]:
    """The reader beside other engines, key by key, and with siblings."""
    engines = told["engines"]
    peers = [
        (f"**{name}**" if name == OURS else name, *(fraction(one[key]) for key in _BLOCKS), one["times"])
        for name, one in engines.items()
    ]
    own = engines[OURS]
    found = [
        markdown(("mean over outlets", "block P", "block R", "block F1", "word F1", "times as long"), peers),
        markdown(
            ("`extract` without rules", "measured", "goal"),
            [(what, fraction(own[key]), f"≥ {goal:g}") for what, key, goal in KEYS]
            + [
                ("times as long as with rules", told["times_ruled"], "≤ 2"),
                ("… on whole pages", told["whole_times_ruled"], ""),
                ("… where lxml reads both", told["lxml_times_ruled"], ""),
                ("1 MB beside 100 kB, per 100 kB", told["growth"], "≤ 1.3"),
            ],
        ),
    ]
    if told["siblings"]:
        rows = [
            (
                name,
                one["pages"],
                *(
                    fraction(one[how][key])
                    for key in ("block_f1", "body", "exact")
                    for how in ("alone", "with")
                ),
            )
            for name, one in told["siblings"].items()
        ]
        header = (
            "pages of one outlet",
            "pages",
            "block F1",
            "… with siblings",
            "body exact",
            "…",
            "all keys",
            "…",
        )
        found += [
            "Served pages whose article is known from rules, read without them: alone, and after ten other pages of the"
            " same outlet have been seen (block F1 ≥ 0.985 is asked).",
            markdown(header, rows),
        ]
    return found


_BLOCKS = ("block_precision", "block_recall", "block_f1", "word_f1")


def others(results: Results) -> str:
    """The parts with a figure or two, each in one line."""
    rows: list[Sequence[Cell]] = []
    if told := results.get("captures"):
        rows.append(("`clean_capture`", f"{shown(told['mb_per_second'])} MB/s"))
    if told := results.get("crawl"):
        rows += [
            ("crawl, everything on", f"{shown(told['pages_per_second'])} pages/s"),
            ("crawl, a bare Scrapy spider", f"{shown(told['bare_pages_per_second'])} pages/s"),
            ("everything on : bare", shown(told["ratio"])),
        ]
        if "tuned_pages_per_second" in told:  # the run that is kept may be older
            rows += [
                (
                    "crawl, bare with this project's settings",
                    f"{shown(told['tuned_pages_per_second'])} pages/s",
                ),
                ("everything on : bare with those settings", shown(told["ratio_to_tuned"])),
            ]
    if told := results.get("start"):
        rows += [
            (f"`{name}`", f"{shown(one['cpu_seconds'])} s")
            for name, one in told.items()
            if name != "measured"
        ]
    if told := results.get("lookup"):
        rows += [
            (f"outlet of an address, {told['outlets']} outlets", f"{shown(told['us_per_url'])} µs"),
            (f"import of {told['outlets']} outlets", f"{shown(told['import_s'])} s"),
        ]
    return markdown(("what", "measured"), rows)


def copies(told: Results) -> str:
    query = told["query"]
    rows: list[Sequence[Cell]] = [
        ("question, median", query["median_ms"]),
        ("… mean", query["mean_ms"]),
        ("… 95 %", query["p95_ms"]),
        ("… mean, the text's shingles made too", query["with_shingles_ms"]),
        ("… by the clock, median", query["wall_ms"]),
        ("keep an article", told["put_ms"]),
    ]
    return markdown(("milliseconds of processor time", "measured"), rows)


def drift(told: Results) -> str:
    """What the watch notices and when, how often it is wrong in a year, and what it costs."""
    rows = [
        (
            f"{one['change']}, ρ = {one['rho']}",
            *(one[what][which] for what in ("hours", "pages") for which in ("median", "p95")),
        )
        for one in told["detection"]
    ]
    quiet, cost = told["quiet"], told["cost"]
    return "\n\n".join(
        [
            markdown(("change", "hours, median", "95 %", "pages, median", "95 %"), rows),
            f"{quiet['series']:,} series for a year in which nothing changed: false alarms {quiet['alarms']:,}, and in the"
            f" first ten days, which are said to be provisional, {quiet['provisional']:,}.",
            f"Counting a page takes {shown(cost['count_us'])} µs, and {shown(cost['write_us'])} µs for its part in writing the"
            f" counts of half a minute; reading it takes {shown(cost['extract_us'])} µs.",
        ]
    )


def where(results: Results, parts: Iterable[str]) -> str:
    """The machine and the day of some parts."""
    found: list[str] = []
    for part in parts:
        if measured := (results.get(part) or {}).get("measured"):
            text = (
                f"{measured['cpu']}, {measured['cores']} cores, Python {measured['python']},"
                f" extractors {measured['extractors']}, {measured['date']}"
            )
            if text not in found:
                found.append(text)
    return "; ".join(found)


def page(results: Results, *, every: bool = True) -> str:
    """What stands in docs/benchmarks.md; without ``every`` only of what was measured."""
    judged = any(verdict.met is not None for verdict in verdicts(results))
    parts = ["### Targets", targets(results, every=every)] if every or judged else []
    if told := results.get("extract"):
        kind = "real pages" if told["kind"] == "real" else "fixtures"
        parts += [
            "### One page",
            f"{told['pages']} {kind}, median {told['median_kb']:.0f} kB, best of {told['rounds']} rounds."
            f" {where(results, ['extract'])}.",
            extraction(told),
            *of_whole_pages(told),
            "### Larger pages",
            f"{told['grown']} of these pages, grown; medians. Slope: what a byte more costs beyond 300 kB, beside"
            " what it costs between 100 and 300 kB (1 is linear).",
            growth(told),
        ]
        parts += [f"Left out: {reason}." for reason in told["skipped"].values()]
    if told := results.get("stages"):
        parts += [
            "### Where the time of `extract` goes",
            "Each step beside lxml's bare parse of the same page, medians over the pages; whole pages are those of"
            f" {FRAGMENT // 1000} kB and more, the others hold the article alone. {where(results, ['stages'])}.",
            stages(told),
        ]
    if told := results.get("generic"):
        kind = "real pages" if told["kind"] == "real" else "fixtures"
        parts += [
            "### Pages that no rule describes",
            f"{told['pages']} {kind} of {told['outlets']} outlets under made-up addresses, so that neither an outlet's rules"
            f" nor its names are known. {where(results, ['generic'])}.",
            *without_rules(told),
            *(f"Left out: {reason}." for reason in told["skipped"].values()),
        ]
    if told := results.get("reextract"):
        memory = ", ".join(
            f"{int(pages):,} pages {one['collector']:.0f} MB and {one['worker']:.0f} MB per worker"
            for pages, one in told["memory_mb"].items()
        )
        datatrove = (
            f" datatrove {told['versions']['version']} with trafilatura {told['versions']['trafilatura']}."
            if told["versions"]
            else ""
        )
        parts += [
            "### An archive",
            f"A WARC file of {told['pages']:,} pages ({told['warc_mb']:.0f} MB, made of the"
            f" {'real pages' if told['kind'] == 'real' else 'fixtures'}), best of"
            f" {told['rounds']} rounds.{datatrove} {where(results, ['reextract'])}.",
            archive(told),
            f"`reextract` alone, 2 processes, {told['large']['pages']:,} pages:"
            f" {shown(told['large']['pages_per_second'])} pages/s. Its memory: {memory}.",
        ]
    if told := results.get("copies"):
        parts += [
            "### Copies of a text",
            f"{told['articles']:,} invented articles in a store; {told['pairs']:,} pairs are found,"
            f" {told['precision']:.2%} of them rightly, and {told['originals']:.1%} of the copies lead to the original."
            f" {told['series_copies']:,} articles of daily series, a third of whose words change, count as copies of"
            f" another day's. {where(results, ['copies'])}.",
            markdown(("recall", "measured"), [(kind, fraction(one)) for kind, one in told["recall"].items()]),
            f"{told['stored']:,} articles, {told['rows']:,} shingles ({told['file_mb']:,.0f} MB):",
            copies(told),
        ]
    if told := results.get("drift"):
        parts += [
            "### When an outlet changes",
            "A made-up year, hour by hour: 20 pages an hour on average, fewer at night, at weekends and at Lebaran;"
            " shares that vary more than chance makes them (ρ). The time until the watch for drift notices a change of a"
            f" share of 98 %. {where(results, ['drift'])}.",
            drift(told),
        ]
    if told := results.get("shared"):
        from benchmarks.shared_frontier import rows  # where psycopg is needed

        if "postgres" in told:
            parts += [
                "### A frontier that many crawls share",
                f"PostgreSQL {told['postgres']} with fsync; workers are processes. {where(results, ['shared'])}.",
                markdown(("figure", "goal", "measured"), rows(told)),
            ]
    rest = [part for part in ("captures", "crawl", "start", "lookup") if part in results]
    if rest:
        parts += ["### The rest", f"{where(results, rest)}.", others(results)]
    return "\n\n".join(parts)


def readme(results: Results) -> str:
    """The section of the README: a summary."""
    told: Any = results["extract"]
    engines = told["engines"]
    kind = "real pages" if told["kind"] == "real" else "fixture pages"
    own, other = engines[OURS], engines.get(TRAFILATURA)
    sentences = [
        f"On {told['pages']} {kind}, one core of {where(results, ['extract'])}: `extract` gives"
        f" {own['exact']} of {own['pages']} articles exactly, all keys and every block, and takes"
        f" {shown(own['times_parse'])} times as long as lxml needs to parse the page alone"
    ]
    if other:
        sentences[-1] += (
            f", and trafilatura with metadata {shown(other['times_extract'])} times as long as `extract`"
        )
    if archive_ := results.get("reextract"):
        two = archive_["engines"]["reextract"]["2"]
        sentences.append(
            f"An archive is read anew at {shown(two['pages_per_second'])} pages/s with two processes"
        )
    rows = []
    for name, one in engines.items():
        if name in (*PARSERS, EXPLAIN) or one["pages"] != told["pages"]:
            continue
        label = f"**{name}**" if name == OURS else name
        speed = (one.get("ms_per_100_kb"), one.get("pages_per_second"), one["times_parse"])
        rows.append((label, *speed, fraction(one["block_f1"]), fraction(one["word_f1"])))
    header = ("", "ms / 100 kB", "pages/s", "× parse", "block F1", "word F1")
    return ". ".join(sentences) + ".\n\n" + markdown(header, rows)


def put(text: str, name: str, content: str) -> str:
    """The text with ``content`` between ``<!-- name -->`` and ``<!-- /name -->``.

    Raises ValueError where the markers are not there.
    """
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"the lines <!-- {name} --> and <!-- /{name} --> are not there")
    return f"{before}{begin}{content}\n{end}{after}"
