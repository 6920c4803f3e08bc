"""Outlets and their fixtures in memory: pages are parsed once, and an edited rule is tried on all of them.

What a layout makes of a page is remembered, so that a keystroke costs only the pages that it concerns.
"""

from __future__ import annotations

import ast
import hashlib
import json
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from time import perf_counter
from typing import Any, TypeAlias

from lxml import etree
from w3lib.encoding import http_content_type_encoding

from extractors import Article, NotAnArticle, RuleError, join_pages
from extractors.reading import refuse as detect
from extractors.reading.decode import parse
from extractors.reading.engine import read_with
from extractors.reading.metadata import Metadata, read_metadata
from extractors.rules.datelines import Dateline
from extractors.rules.model import Layout, Outlet
from extractors.rules.selectors import Index, select
from extractors.score import Score, score
from newsspider.authoring.workbench import rulefile
from newsspider.authoring.workbench.rulefile import CannotSave, Value
from newsspider.recording.fixtures import CASSETTE, GOLDEN, FixtureError, Page, read_json, read_pages

__all__ = ["Bench", "Case", "Edits", "Outcome", "Problem", "RuleSet", "Sheet"]

Edits: TypeAlias = Mapping[str, Mapping[str, Value]]  # layout → field → value
FIELDS = {f.name: f for f in fields(Layout)}
NO_LAYOUT = "no layout of the outlet fits this page; a crawl would give it to the generic fallback"
REMEMBERED = 40  # layouts whose reading of one page is kept


@dataclass(frozen=True)
class Problem:
    """What is wrong with a rule: in which layout, which field, and why, for a person."""

    layout: str
    field: str
    message: str
    line: int | None = None


class Sheet:
    """One page, parsed: its tree, what is read off it once, and what layouts made of it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.url = page.url
        self.fault = ""
        self._made: dict[Layout, Article | None] = {}
        try:
            self.tree: etree._Element | None = self._parse()
            self.index, self.metadata = Index(self.tree), read_metadata(self.tree)
        except NotAnArticle as result:
            self.tree, self.fault = None, f"{result.kind}: {result.reason}"
            self.index, self.metadata = Index(etree.Element("html")), Metadata()

    def _parse(self) -> etree._Element:
        return parse(self.page.body, self.url, http_content_type_encoding(self.page.content_type))

    def layout(self, outlet: Outlet) -> Layout | None:
        """The layout that is taken: the first whose ``when`` matches and that yields an article."""
        return next((x for x in self._fitting(outlet) if self._read(x, outlet) is not None), None)

    def _fitting(self, outlet: Outlet) -> Iterator[Layout]:
        if self.tree is not None:
            for layout in outlet.layouts:
                if select(layout.when).first(self.tree, self.index) is not None:
                    yield layout

    def _read(self, layout: Layout, outlet: Outlet) -> Article | None:
        if layout not in self._made:
            while len(self._made) >= REMEMBERED:
                del self._made[next(iter(self._made))]
            self._made[layout] = read_with(layout, outlet, self.index, self.url, self.metadata)
        return self._made[layout]

    def article(self, outlet: Outlet) -> Article | str:
        """What the rules make of the page, or why it is no article."""
        if self.tree is None:
            return self.fault
        try:
            detect.refuse_address(self.url, outlet)
            detect.refuse_live(self.metadata, self.url)
        except NotAnArticle as result:
            return f"{result.kind}: {result.reason}"
        for layout in self._fitting(outlet):
            if article := self._read(layout, outlet):
                return article
        try:
            detect.refuse_wall(self.tree, self.url)
            detect.refuse_shell(self.tree, self.url)
            detect.refuse_type(self.metadata, self.url)
        except NotAnArticle as result:
            return f"{result.kind}: {result.reason}"
        # The fallback is no rule, and takes a hundred times as long as one.
        return NO_LAYOUT

    def explained(self, outlet: Outlet) -> Article | None:
        """The article with its explanation; None where no layout fits."""
        layout = self.layout(outlet)
        if layout is None:
            return None
        return read_with(layout, outlet, self.index, self.url, self.metadata, explain=True)

    def matches(self, layout: Layout, css: str) -> list[etree._Element]:
        """The elements that a selector of a layout finds, below its scope."""
        if self.tree is None:
            return []
        scope = self.tree if layout.scope is None else select(layout.scope).first(self.tree, self.index)
        return [] if scope is None else select(css).all(scope, self.index)


@dataclass
class Case:
    """A recorded article with its golden. ``digest`` names the golden's text on disk."""

    id: str
    folder: str  # the layout that it is a fixture of, "" for a page from outside of the fixtures
    golden_path: Path
    sheets: list[Sheet]
    golden: dict[str, Any]
    digest: str
    stamp: tuple[int, ...]
    fault: str = ""

    @property
    def truth(self) -> dict[str, Any]:
        article = self.golden.get("article")
        return article if isinstance(article, dict) else {}

    @property
    def draft(self) -> bool:
        return bool(self.golden.get("draft"))


@dataclass(frozen=True)
class Outcome:
    """A case as the rules read it; ``fault`` where they make no article of it."""

    case: Case
    article: Article | None
    score: Score | None
    layout: str | None
    fault: str = ""

    @property
    def exact(self) -> bool:
        right = not self.case.folder or self.layout == self.case.folder
        return self.score is not None and self.score.exact and right


@dataclass
class RuleSet:
    """A rule file as it stands on disk, with the outlet it defines or what is wrong with it."""

    name: str
    path: Path
    text: str
    stamp: tuple[int, ...]
    outlet: Outlet | None = None
    names: dict[str, Any] = field(default_factory=dict)
    problem: Problem | None = None


class Bench:
    """Everything that the pages of the workbench show.

    ``fixtures`` is the folder of fixtures, ``extra`` are folders of ``OUTLET/NAME.html`` beside
    ``NAME.golden.json``, ``rules`` is the folder of rule files, ``own`` are rule files elsewhere with the fixtures of
    each. What changed on disk is read again.
    """

    def __init__(
        self,
        fixtures: Path,
        rules: Path,
        extra: Sequence[Path] = (),
        own: Mapping[Path, Path] | None = None,
    ) -> None:
        self.fixtures, self.rules, self.extra = fixtures, rules, tuple(extra)
        self.own = dict(own or {})
        self.lock = threading.RLock()
        self._rules: dict[Path, RuleSet] = {}
        self._cases: dict[Path, Case] = {}
        self._outcomes: dict[str, tuple[tuple[object, ...], Outcome]] = {}

    # -- what is on disk --------------------------------------------------------------------------

    def rule_sets(self) -> list[RuleSet]:
        """Every rule file, by outlet name."""
        paths = [path for path in sorted(self.rules.glob("*.py")) if not path.name.startswith("_")]
        paths += self.own
        return sorted((x for path in paths for x in self._rule_sets(path)), key=lambda x: x.name)

    def _rule_sets(self, path: Path) -> Iterable[RuleSet]:
        stamp = _stamp(path)
        known = self._rules.get(path)
        if known is None or known.stamp != stamp:
            known = self._rules[path] = read_rules(path, stamp)
        return (known,)

    def rule_set(self, name: str) -> RuleSet | None:
        """The rule file of an outlet."""
        return next((x for x in self.rule_sets() if x.name == name), None)

    def cases(self, outlet: str) -> list[Case]:
        """The cases of an outlet: its fixtures, then its pages in the extra folders."""
        found = []
        elsewhere = (fixtures for fixtures in self.own.values() if fixtures.name == outlet)
        for path in sorted(next(elsewhere, self.fixtures / outlet).glob(f"*/*/{CASSETTE}")):
            golden = path.with_name(GOLDEN)
            name = f"{path.parent.parent.name}/{path.parent.name}"
            found.append(self._case(path, golden, name, path.parent.parent.name))
        for folder in self.extra:
            for path in sorted((folder / outlet).glob("*.html")):
                golden = path.with_name(f"{path.stem}.golden.json")
                if golden.is_file():
                    found.append(self._case(path, golden, f"{folder.name}/{path.stem}", ""))
        return found

    def case(self, outlet: str, name: str) -> Case | None:
        return next((case for case in self.cases(outlet) if case.id == name), None)

    def _case(self, path: Path, golden: Path, name: str, folder: str) -> Case:
        stamp = (*_stamp(path), *_stamp(golden))
        known = self._cases.get(path)
        if known is None or known.stamp != stamp:
            known = self._cases[path] = read_case(path, golden, name, folder, stamp)
        return known

    # -- trying rules -----------------------------------------------------------------------------

    def edited(self, rules: RuleSet, edits: Edits) -> tuple[Outlet | None, list[Problem]]:
        """The outlet with edits made to its layouts; an edit that is wrong is left out and told."""
        outlet = rules.outlet
        problems: list[Problem] = []
        if outlet is None:
            return None, [rules.problem] if rules.problem else []
        for name, values in edits.items():
            for key, value in values.items():
                outlet, found = self.edited_layout(outlet, name, key, value)
                problems += found
        return outlet, problems

    @staticmethod
    def edited_layout(outlet: Outlet, layout: str, key: str, value: Value) -> tuple[Outlet, list[Problem]]:
        """The outlet with one edit made, or as it was and what is wrong with the edit."""
        try:
            return _with(outlet, layout, key, value), []
        except (RuleError, LookupError, TypeError) as error:
            return outlet, [Problem(layout, key, _reason(error, key))]

    def run(self, outlet: Outlet) -> list[Outcome]:
        """Every case of an outlet by these rules."""
        return [self.outcome(case, outlet) for case in self.cases(outlet.name)]

    def outcome(self, case: Case, outlet: Outlet) -> Outcome:
        if case.fault:
            return Outcome(case, None, None, None, case.fault)
        made = [sheet.article(outlet) for sheet in case.sheets]
        # a memory by identity: the same articles of the same golden compare as they did
        key = (case.digest, *made)
        slot = f"{outlet.name}/{case.id}"
        known = self._outcomes.get(slot)
        if known and len(known[0]) == len(key) and all(a is b for a, b in zip(known[0], key, strict=True)):
            return known[1]
        faults = [x for x in made if isinstance(x, str)]
        articles = [x for x in made if isinstance(x, Article)]
        if faults or not articles:
            outcome = Outcome(case, None, None, None, faults[0] if faults else "there is no page in it")
        else:
            article = join_pages(articles)
            outcome = Outcome(case, article, score(article.to_dict(), case.truth), article.layout)
        self._outcomes[slot] = key, outcome
        return outcome

    def timed(self, outlet: Outlet) -> tuple[list[Outcome], float]:
        """``run``, and the milliseconds that it took."""
        start = perf_counter()
        return self.run(outlet), (perf_counter() - start) * 1000

    # -- saving -----------------------------------------------------------------------------------

    def save(
        self, rules: RuleSet, layout: str, key: str, value: Value, *, own: bool = False
    ) -> tuple[RuleSet, str]:
        """Write one value into the rule file; the rules as they are now and what changed, as a diff.

        Raises CannotSave where that is not possible, and then nothing is written.
        """
        if rules.outlet is None:
            raise CannotSave(rules.problem.message if rules.problem else "there are no rules")
        if _stamp(rules.path) != rules.stamp:
            raise CannotSave(f"{rules.path.name} was changed meanwhile; load this page again")
        try:
            wanted = _with(rules.outlet, layout, key, value)
        except (RuleError, LookupError, TypeError) as error:
            raise CannotSave(_reason(error, key)) from None
        text = rulefile.change(rules.text, layout, key, value, rules.path.name, rules.names, own=own)
        try:
            outlets, _ = rulefile.load(text, rules.path)
        except Exception as error:
            raise CannotSave(f"{rules.path.name} would no longer load: {error}") from None
        got = next((x for x in outlets if x.name == rules.name), None)
        if got is None or got.layouts != wanted.layouts:
            raise CannotSave(f"{rules.path.name}: the change could not be made safely; make it in an editor")
        if text != rules.text:
            rulefile.write(rules.path, text)
        fresh = next(iter(self._rule_sets(rules.path)))
        return fresh, rulefile.difference(rules.text, text, rules.path.name)

    def save_golden(self, case: Case, golden: dict[str, Any], digest: str) -> None:
        """Replace a golden. Raises CannotSave where it is no longer the one that was looked at."""
        if case.digest != digest or _digest(case.golden_path) != digest:
            raise CannotSave(f"{case.id}: its golden was changed meanwhile; load this page again")
        text = json.dumps(golden, ensure_ascii=False, indent=2) + "\n"
        rulefile.write(case.golden_path, text)


# -- reading files ------------------------------------------------------------------------------------


def read_rules(path: Path, stamp: tuple[int, ...]) -> RuleSet:
    """A rule file; what is wrong with it stands in ``problem``, with its line where that is known."""
    text = path.read_text(encoding="utf-8")
    rules = RuleSet(path.stem, path, text, stamp)
    try:
        outlets, rules.names = rulefile.load(text, path)
    except SyntaxError as error:
        rules.problem = Problem("", "", f"{path.name}, line {error.lineno}: {error.msg}", error.lineno)
    except RuleError as error:
        rules.problem = _located(str(error), text, path.name)
    except Exception as error:
        trace, line = error.__traceback__, None
        while trace is not None:
            line = trace.tb_lineno if trace.tb_frame.f_code.co_filename == str(path) else line
            trace = trace.tb_next
        where = f", line {line}" if line else ""
        message = f"{path.name}{where}: {type(error).__name__}: {error}"
        rules.problem = Problem("", "", message, line)
    else:
        if outlets:
            rules.outlet = outlets[0]
            rules.name = outlets[0].name
        else:
            rules.problem = Problem("", "", f"{path.name}: there is no Outlet(...) in it")
    return rules


def _located(message: str, text: str, file: str) -> Problem:
    """A RuleError with the line of the field that it names."""
    layout = _named(message, "layout")
    name = _named(message, "field")
    line = None
    try:
        place = rulefile.places(text, file).get(layout, {}).get(name)
        line = place.line if place else None
    except CannotSave:
        pass
    reason = message.rpartition(f"field {name!r}: ")[2] if name else message
    where = f"{file}, line {line}" if line else file
    return Problem(layout, name, f"{where}: {reason}", line)


def _named(message: str, what: str) -> str:
    _, found, rest = message.partition(f"{what} '")
    return rest.partition("'")[0] if found else ""


def read_case(path: Path, golden: Path, name: str, folder: str, stamp: tuple[int, ...]) -> Case:
    """A case; what is wrong with it stands in ``fault``."""
    case = Case(name, folder, golden, [], {}, _digest(golden), stamp)
    try:
        case.golden = read_json(golden)
        if not case.truth:
            raise FixtureError(f"{golden.name}: there is no `article` in it")
        if path.name == CASSETTE:
            pages: Sequence[Page] = [page for page in read_pages(path) if page.status == 200]
        else:
            url = case.golden.get("url")
            if not isinstance(url, str):
                raise FixtureError(f"{golden.name}: it lacks `url`, the address of the page")
            pages = [Page(url, path.read_bytes(), "text/html")]
        case.sheets = [Sheet(page) for page in pages]
    except (FixtureError, OSError) as error:
        case.fault = str(error).replace(str(path.parent), path.parent.name)
    return case


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        status = path.stat()
    except OSError:
        return (0, 0, 0)
    return status.st_mtime_ns, status.st_size, status.st_ino


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


# -- edits --------------------------------------------------------------------------------------------


def kind_of(name: str) -> str:
    """How a field is written: "css", "regex", "css list", "bool", "text" or "other"."""
    f = FIELDS[name]
    kind = str(f.metadata.get("kind", ""))
    if kind:
        return kind
    return "bool" if isinstance(f.default, bool) else "other" if name == "pages" else "text"


def as_value(name: str, given: object) -> Value:
    """What the browser sent → the value of a field. Raises TypeError where it cannot be one."""
    kind = kind_of(name) if name in FIELDS else ""
    if kind == "bool" and isinstance(given, bool):
        return given
    if kind.endswith("list") and isinstance(given, str):
        return tuple(line.strip() for line in given.splitlines() if line.strip())
    if kind in ("css", "regex", "text") and isinstance(given, str):
        if kind == "regex" and given.startswith("Dateline("):
            return as_dateline(given)
        text = given if kind == "regex" else " ".join(given.split())
        return text or (None if FIELDS[name].default is None else "")
    raise TypeError(f"{name} cannot be edited here")


def as_dateline(written: str) -> Dateline:
    """``Dateline("NAME", place=True)`` as somebody typed it. Raises TypeError where it is nothing of the kind."""
    try:
        call = ast.parse(written.strip(), mode="eval").body
        if not isinstance(call, ast.Call) or ast.unparse(call.func) != "Dateline":
            raise TypeError("it is no Dateline(...)")
        words = {str(word.arg): ast.literal_eval(word.value) for word in call.keywords}
        return Dateline(*map(ast.literal_eval, call.args), **words)
    except (SyntaxError, ValueError, TypeError, AttributeError) as error:
        raise TypeError(f'{written}: write Dateline("NAME", place=True), or a pattern ({error})') from None


def _with(outlet: Outlet, layout: str, key: str, value: Value) -> Outlet:
    """The outlet with one field of one layout changed. Raises RuleError or LookupError."""
    if key not in FIELDS:
        raise LookupError(f"there is no field {key!r}")
    old = outlet.layout(layout)
    # a layout that does not say what only its pages hold is known by its headline
    follows = {"when": ""} if key == "headline" and old.when == old.headline else {}
    new = replace(old, **{key: value}, **follows)  # type: ignore[arg-type]
    return replace(outlet, layouts=tuple(new if x is old else x for x in outlet.layouts))


def _reason(error: Exception, key: str) -> str:
    return str(error).rpartition(f"field {key!r}: ")[2]
