"""``scrapy outlet``: add an outlet, fix one whose pages changed, keep what was reached."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from scrapy.utils.conf import closest_scrapy_cfg

from extractors import OUTLETS
from extractors.registry import BROKEN
from extractors.rules.model import Outlet
from extractors.score import mean
from newsspider.archive.extension import cold_folders
from newsspider.archive.unpack import archives_in
from newsspider.authoring import floors
from newsspider.authoring import new_outlet as adding
from newsspider.authoring import repair as repairing
from newsspider.authoring import survey as surveying
from newsspider.authoring.check import check
from newsspider.authoring.checked import CheckReport
from newsspider.authoring.grouped import by_article
from newsspider.authoring.inducing import Induced, induced, induced_source, taught
from newsspider.commands.reextract import check_outlet, read_jobs, read_number
from newsspider.commands.score import figures_of
from newsspider.corpora.output import counts_place, plain, print_table
from newsspider.drift.ledger_db import LedgerDB
from newsspider.drift.model import Alert
from newsspider.recording.fixtures import RecordedPage, fixture_roots
from newsspider.recording.golden_rates import golden_rates
from newsspider.runtime.backend import BackendError
from newsspider.runtime.console import (
    Fault,
    FaultCommand,
    Stopped,
    outlet_called,
    project_folder,
    shown,
    visible,
    visible_json,
)
from newsspider.runtime.database import is_there
from newsspider.runtime.own_outlets import in_checkout, outlet_folders, rule_file

ACTIONS = ("new", "induce", "check", "record", "accept", "survey", "repair")
USES = """\
  new NAME URL|FILE ...     a rule file and draft goldens from two to five pages of one template
  induce NAME               the layouts that its goldens ask for (drafts, where there is none)
  check [NAME ...]          the rules against every golden, and what no golden needs
  record NAME URL|FILE ...  more pages of an outlet, with draft goldens
  accept CASE               make what the rules read the golden, once you have seen what changes
  survey NAME PATH ...      what is wrong over many pages without goldens: WARC files, saved pages, folders
  repair NAME               rules for its pages since an alert of `newsspider drift`, with what speaks for them"""


class Command(FaultCommand):
    requires_project = True
    requires_crawler_process = False  # only a URL needs one

    def syntax(self) -> str:
        return "[options] new|induce|check|record|accept|survey|repair ..."

    def short_desc(self) -> str:
        return "Add an outlet, fix one, check its rules against its goldens"

    def long_desc(self) -> str:
        return USES

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        parser.add_argument(
            "--url", action="append", default=[], help="new, record: address of a saved page, one a file"
        )
        parser.add_argument("--title", help="new: the outlet's name as readers know it")
        parser.add_argument(
            "--layout",
            help="new: a name for its layout; record: the layout of the pages; induce: only this one",
        )
        parser.add_argument(
            "--write", action="store_true", help="induce: write the rule file where there is none"
        )
        parser.add_argument(
            "--drafts",
            action="store_true",
            help="induce: drafts as they are written, not as the generic reader reads their pages",
        )
        parser.add_argument("--yes", action="store_true", help="accept, repair: without asking")
        parser.add_argument("--alert", metavar="N", help="repair: this alert (default: the newest one)")
        parser.add_argument(
            "--diff", action="store_true", help="check: show what differs, paragraph by paragraph"
        )
        parser.add_argument(
            "--floors", action="store_true", help="check: raise the floors to what was reached now"
        )
        parser.add_argument(
            "--allow-regression",
            action="store_true",
            help="check: let the floors go down; the file then says so",
        )
        parser.add_argument("--json", action="store_true", help="survey: print one JSON document")
        parser.add_argument(
            "--most", metavar="N", default="40", help="survey: how many findings to print (default: 40)"
        )
        parser.add_argument(
            "--jobs", metavar="N", help="survey: processes (default: one per processor, where it is worth it)"
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args or args[0] not in ACTIONS:
            said = f"{args[0]!r} is not one of " if args else "give one of "
            raise Fault(f"outlet: {said}{', '.join(ACTIONS)}")
        actions: dict[str, Callable[[list[str], argparse.Namespace], None]] = {
            "new": self._new,
            "induce": self._induce,
            "check": self._check,
            "record": self._record,
            "accept": self._accept,
            "survey": self._survey,
            "repair": self._repair,
        }
        actions[args[0]](args[1:], opts)

    # -- pages ----------------------------------------------------------------------------------------

    def _pages(self, args: list[str], opts: argparse.Namespace) -> adding.Fetched:
        """The pages that were named: addresses are fetched, files read, in the order given."""
        urls = [arg for arg in args if arg.startswith(("http://", "https://"))]
        files = [arg for arg in args if arg not in urls]
        if opts.url and len(opts.url) != len(files):
            raise Fault(f"outlet: {len(opts.url)} --url for {len(files)} files; give one for each, in order")
        addresses: list[str | None] = list(opts.url) or [None] * len(files)
        pages = {name: adding.saved_page(Path(name), url) for name, url in zip(files, addresses, strict=True)}
        robots: tuple[RecordedPage, ...] = ()
        if urls:
            assert self.settings is not None
            with tempfile.TemporaryDirectory() as folder:
                came, fetched, faults = adding.fetch(urls, self.settings, Path(folder) / "pages.yaml")
            for fault in faults:
                self.fault(fault)
            pages |= came
            robots = fetched.robots
        return adding.Fetched(tuple(pages[arg] for arg in dict.fromkeys(args) if arg in pages), robots)

    # -- new ------------------------------------------------------------------------------------------

    def _new(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) < 2:
            raise Fault("outlet new: give a name and two to five pages of one template, addresses or files")
        name = adding.check_name(args[0])
        if len(args) - 1 > adding.MOST_SAMPLES:
            raise Fault(f"outlet new: {len(args) - 1} pages are too many; give at most {adding.MOST_SAMPLES}")
        project = project_folder()
        if name in OUTLETS or rule_file(project, name).exists():
            raise Fault(
                f"outlet {name} exists ({shown(rule_file(project, name))}); "
                f"`scrapy outlet record {name} URL` adds a page to it"
            )
        fetched = self._pages(args[1:], opts)
        if not fetched.pages:
            raise Fault(f"outlet new: there is no page of {name} to learn from")
        proposal = adding.propose(name, fetched, title=opts.title, layout=opts.layout or "article")
        written = adding.write_outlet(project, proposal, fetched)
        folder = written[0].parent
        known = in_checkout(project) or folder in outlet_folders()
        if not known and not closest_scrapy_cfg():
            written += adding.write_project(project, folder.name)
            known = True
        for remark in proposal.remarks:
            print(visible(f"- {remark}"))
        if len(fetched.pages) == 1:
            print("- one page shows little: what repeats from page to page could not be seen")
        for note in proposal.notes:
            if note.why:
                print(visible(f"- {note.key}: {note.why}"))
        print("\nWritten:")
        for path in written:
            print(f"  {shown(path)}")
        if not known:
            print(f'\nAdd to the settings of this project: OUTLET_MODULES = ["{folder.name}"]')
        layouts = proposal.outlet.layouts
        folder_of_cases = f"fixtures/{name}/" + (f"{layouts[0].name}/" if len(layouts) == 1 else "")
        say = "scrapy" if in_checkout(project) else "newsspider"
        print(
            f"\nNext:\n"
            f"  1. Read each page beside its golden.json in {folder_of_cases} and correct the golden,\n"
            f'     then take out the line "draft" (docs/goldens.md says what a golden holds).\n'
            f"  2. {say} outlet induce {name}      what the goldens ask for, where the rules are not right yet\n"
            f"  3. {say} outlet check {name}       until nothing differs; then with --floors\n"
            f"  4. {say} crawl {name} -a cassette=fixtures/{name} -O articles.jsonl"
        )

    # -- induce ---------------------------------------------------------------------------------------

    def _induce(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise Fault("outlet induce: name one outlet")
        name, project = args[0], project_folder()
        path = rule_file(project, name)
        if opts.write and path.exists():
            raise Fault(
                f"{shown(path)}: there already; nothing is overwritten (leave --write out to see the proposal)"
            )
        cases = taught(project, name, written=opts.drafts)
        found = list(induced(cases, only=opts.layout))
        for one in found:
            print_proposal(one)
        if opts.write:
            path.write_text(induced_source(project, cases, found), encoding="utf-8")
            print(f"Written: {shown(path)}")
        drafts_alone = not any(one.count(draft=False) for one in found)
        if not any(one.exact(draft=drafts_alone) for one in found):
            self.exitcode = 1

    # -- check ----------------------------------------------------------------------------------------

    def _check(self, args: list[str], opts: argparse.Namespace) -> None:
        project = project_folder()
        report = check(project, args)
        print_report(report, opts.diff)
        path = fixture_roots(project)[0] / floors.FLOORS
        if opts.floors or opts.allow_regression:
            changed = floors.write_floors(path, report, lower=opts.allow_regression)
            if changed:
                print(f"{shown(path)}: floors of {', '.join(changed)} written")
            if opts.allow_regression:
                report.fallen.clear()
                report.lost.clear()
        if report.failed:
            self.exitcode = 1

    # -- record and accept ----------------------------------------------------------------------------

    def _record(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) < 2:
            raise Fault("outlet record: name an outlet and pages of it, addresses or files")
        name, project = args[0], project_folder()
        if name not in OUTLETS and name not in BROKEN:
            raise Fault(f"no outlet is called {name!r}; `scrapy outlet new {name} ...` makes one")
        layout = adding.check_layout(opts.layout) if opts.layout else None
        outlet = outlet_called(name)
        articles, robots = self._articles(outlet, list(dict.fromkeys(args[1:])), opts)
        written = []
        for pages in articles:
            try:
                written.append(adding.write_new_case(project, outlet, pages, robots, layout))
            except Fault as fault:
                if len(articles) == 1:
                    raise
                self.fault(fault)
        for path in written:
            print(f"Written: {shown(path)}")
        if written:
            print_next(outlet, written)

    def _articles(
        self, outlet: Outlet, args: list[str], opts: argparse.Namespace
    ) -> tuple[list[tuple[RecordedPage, ...]], tuple[RecordedPage, ...]]:
        """The pages of each article that was named, and robots.txt where something was fetched."""
        urls = [arg for arg in args if arg.startswith(("http://", "https://"))]
        files = self._pages([arg for arg in args if arg not in urls], opts).pages
        for url in (*urls, *(page.url for page in files)):
            adding.check_address(outlet, url)
        articles: list[tuple[RecordedPage, ...]] = [(page,) for page in files]
        if not urls:
            return articles, ()
        assert self.settings is not None
        with tempfile.TemporaryDirectory() as folder:
            asked = Path(folder) / "urls.txt"
            asked.write_text("\n".join(urls), encoding="utf-8")
            fetched = adding.fetch_articles(outlet, asked, self.settings, Path(folder) / "page.yaml")
        found = by_article(fetched.pages) if len(urls) > 1 else [fetched.pages] if fetched.pages else []
        came = {page.url for page in fetched.pages}
        missing = [url for url in urls if url not in came] if len(found) < len(urls) else []
        if missing and not articles and not found:
            raise Fault(f"{', '.join(missing)}: no page came back")
        for url in missing:
            self.fault(f"{url}: no page came back")
        return [*articles, *found], fetched.robots

    def _accept(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise Fault("outlet accept: name one case (OUTLET/LAYOUT/CASE)")
        case = adding.find_case(project_folder(), args[0])
        difference, golden = adding.change(case)
        draft = bool(case.golden.get("draft"))
        if not difference and not draft:
            print(f"{case.id}: the golden is what the rules read; nothing changes")
            return
        if difference:
            print(visible(f"{case.id}: + is what the rules read, - what the golden says\n{difference}\n"))
        if draft:
            print(visible(f"{case.id}: the draft in full\n\n{adding.shown_golden(golden)}"))
        if not (opts.yes or asked(f"Make this the golden of {case.id}? [y/N] ")):
            print(
                "Nothing was changed."
                + ("" if sys.stdin.isatty() else " Use --yes where there is no terminal to ask on.")
            )
            self.exitcode = 1
            return
        adding.write_golden(case, golden)
        print(f"{shown(case.folder / 'golden.json')}: written")

    # -- survey ---------------------------------------------------------------------------------------

    def _survey(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) < 2:
            raise Fault("outlet survey: name an outlet, and WARC files, saved pages or folders of them")
        check_outlet(args[0])
        jobs, most = read_jobs(opts.jobs), read_number(opts.most, "--most", least=0)
        project = project_folder()
        try:
            result = surveying.survey(
                OUTLETS[args[0]], [Path(arg) for arg in args[1:]], jobs=jobs, faults=self.fault
            )
        except KeyboardInterrupt:
            raise Stopped("outlet survey: stopped") from None
        found = surveying.findings(result, project)
        if opts.json:
            record = surveying.document(result, found, project)
            print(visible_json(json.dumps(record, ensure_ascii=False, indent=1)))
        else:
            print_survey(result, found, project, most)

    # -- repair ---------------------------------------------------------------------------------------

    def _repair(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise Fault("outlet repair: name one outlet")
        check_outlet(args[0])
        assert self.settings is not None
        data, project = Path(self.settings["DATA_DIR"] or "data"), project_folder()
        alert = self._alert(args[0], opts.alert)
        own = (Path(self.settings["ARCHIVE_DIR"] or data / "warc"), *cold_folders(self.settings))
        held = {folder: files for folder in own if (files := archives_in(folder))}
        try:
            files = [file for some in held.values() for file in some]
            found = repairing.repair(project, OUTLETS[args[0]], alert, files, self.fault)
        except KeyboardInterrupt:
            raise Stopped("outlet repair: stopped") from None
        folder = data / repairing.FOLDER / f"{args[0]}-{alert.id}"
        repairing.write_evidence(folder, found)
        print(visible("\n".join(repairing.summary(found))))
        print(f"\n{visible(found.patch)}")
        print(f"Written: {shown(folder / repairing.PATCH)}, {shown(folder / repairing.EVIDENCE)}")
        if not found.proof.sound:
            print("This is not good enough to be applied; it is a beginning for a person.")
            self.exitcode = 1
        elif not (opts.yes or asked(f"Change {shown(found.path)} like this? [y/N] ")):
            print("Nothing was changed." + ("" if sys.stdin.isatty() else " --yes changes it."))
            self.exitcode = 1
        else:
            found.apply()
            repairing.write_evidence(folder, found, applied=True)
            print(f"{shown(found.path)}: changed")
            say = "scrapy" if in_checkout(project) else "newsspider"
            store = self.settings["STORE_PATH"] or data / "articles.sqlite"
            print(
                f"\nNext:\n  {say} reextract {' '.join(map(shown, held))} --store {shown(Path(store))}   what was stored since, read anew\n"
                f"  {say} outlet record {args[0]} {' '.join(alert.examples[:1]) or 'URL'}   a golden for the new pages"
            )

    def _alert(self, outlet: str, number: str | None) -> Alert:
        """The alert that was named, or the newest open one of an outlet that rules can repair."""
        assert self.settings is not None
        place = counts_place(self.settings)
        if not is_there(place):
            raise Fault(f"outlet repair: {shown(place)}: no crawl has counted anything here yet")
        try:
            ledger = LedgerDB(place, read_only=True)
            alerts = ledger.alerts(outlet)
            ledger.close()
        except BackendError as error:
            raise Fault(f"{shown(place)}: it cannot be read: {error}") from None
        if number:
            alerts = [alert for alert in alerts if str(alert.id) == number.removeprefix("#")]
        else:
            alerts = [alert for alert in alerts if alert.kind in repairing.REPAIRABLE]
        if not alerts:
            which = f"#{number.removeprefix('#')} " if number else ""
            raise Fault(
                f"outlet repair: there is no open alert {which}of {outlet}; `newsspider drift` shows them"
            )
        return alerts[-1]


def print_next(outlet: Outlet, written: Sequence[Path]) -> None:
    """What a person does with new cases."""
    cases = ["/".join(path.parts[-3:]) for path in written]
    each = "each page beside its golden.json" if len(cases) > 1 else "the page beside its golden.json"
    print(
        f'\nNext: read {each} and correct it, then remove the line "draft",\n'
        f"or run `scrapy outlet accept {cases[0]}` where the rules read all of it correctly."
    )
    known = {layout.name for layout in outlet.layouts}
    for name in dict.fromkeys(path.parent.name for path in written):
        if name == adding.UNKNOWN:
            print(
                "No layout reads it: rename the folder `unknown` as the new layout (or record with --layout)."
            )
        elif name not in known:
            print(
                f"Then `scrapy outlet induce {outlet.name} --layout {name}` proposes the rules of layout {name}."
            )


def asked(question: str) -> bool:
    """A person's yes; no without a terminal."""
    if not sys.stdin.isatty():
        return False
    try:
        return input(question).strip().casefold() in ("y", "yes", "ya")
    except EOFError:
        return False


def print_proposal(one: Induced) -> None:
    """A layout as it would stand in the rule file, from what it was learned, and what became of every key."""
    kinds = ((False, "goldens"), (True, "drafts"))
    figures = [
        f"{one.exact(draft=draft)} of {one.count(draft=draft)} {kind} exact"
        for draft, kind in kinds
        if one.count(draft=draft)
    ]
    proposal = one.proposal
    print(f"{proposal.layout.name}: {', '.join(figures)}\n")
    print(f"{proposal.to_source()},\n")
    for case in one.cases:
        if case.draft:
            print(visible(f"- {case.case.id}: a draft, which nobody has read"))
    for case in one.left_out:
        print(visible(f"- {case.case.id}: a draft, left out: the goldens are read better without it"))
    for note in proposal.notes:
        if note.why or note.right < note.of:
            print(visible(f"- {note}"))
    print()


def print_report(report: CheckReport, diffs: bool = False) -> None:
    """Breaks first, each with outlet, layout, key and selector; then the figures; then what is idle."""
    for one in (*report.lost, *report.breaks):
        print(one)
    for text in report.fallen:
        print(f"below its floor: {text}")
    for text in report.problems:
        print(text)
    if report.lost or report.breaks or report.fallen or report.problems:
        print()
    print_figures(report)
    for checked in report.cases:
        if checked.difference and (diffs or not checked.exact):
            print(visible(f"\n{checked.case.id}\n{checked.difference}"))
    if report.idle:
        print("\nNot used by any fixture (fix, prove with a fixture, or remove):")
        for text in report.idle:
            print(f"  {text}")


def print_survey(
    result: surveying.Survey, found: Sequence[surveying.Finding], project: Path, most: int
) -> None:
    """How much was read and how full it is; then what to look at, the most pages first."""
    rates = golden_rates(project, result.outlet.name)
    rows = [("pages", "", f"{result.total:,}", "")]
    for layout, pages in result.pages.most_common():
        rows.append((layout, "", f"{pages:,}", ""))
        count, keys = rates.get(layout, (0, Counter()))
        for key in surveying.KEYS:
            golden = f"{keys.get(key, 0)} of {count} goldens" if count else ""
            rows.append(("", key, f"{result.filled[layout, key] / pages:.0%}", golden))
    counts = (
        ("no layout reads it", result.unread),
        ("archived again", result.repeated),
        *((f"refused: {name}", number) for name, number in result.refused.most_common()),
        *((f"passed over: {name}", number) for name, number in result.passed.most_common()),
    )
    rows += [(name, "", f"{number:,}", "") for name, number in counts if number]
    print_table(("", "", "", ""), rows, right=(2,))
    if lost := max(result.groups.lost, result.texts.lost):
        print(f"\nThere was more than is kept in memory: counts below may be up to {lost:,} too low.")
    print(f"\n{len(found)} findings" + (f", the first {most}" if len(found) > most else ""))
    for one in found[:most]:
        name = f"{result.outlet.name}/{one.layout}" if one.layout else result.outlet.name
        print(f"{one.pages:>5} of {one.of:<5} {plain(f'{name} {one.kind}: {one.text} ({one.place})')}")
        if one.example:
            print(f"               | {plain(one.example)}")
        for url in one.addresses:
            print(f"               {plain(url)}")


HEADER = ("outlet", "cases", "exact", "precision", "recall", "F1", "word F1")


def print_figures(report: CheckReport) -> None:
    rows = []
    for name, figures in report.figures.items():
        total = mean(one.score for one in report.cases if one.case.outlet == name and one.score)
        rows.append(
            (
                name,
                str(figures["cases"]),
                str(figures["exact"]),
                *figures_of(
                    total.block_precision, total.block_recall, figures["block_f1"], figures["word_f1"]
                ),
            )
        )
    if not sys.stdout.isatty():
        print("\n".join("\t".join(row) for row in (HEADER, *rows)))
        return
    table = Table()
    for number, name in enumerate(HEADER):
        table.add_column(name, justify="right" if number else "left")
    for row in rows:
        table.add_row(*row, style=None if row[1] == row[2] else "yellow")
    Console().print(table)
