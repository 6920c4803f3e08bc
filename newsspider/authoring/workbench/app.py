"""The workbench's pages, and what they ask for while somebody works on them."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from extractors.rules.datelines import Dateline
from extractors.rules.model import Layout, Outlet
from newsspider.authoring.workbench import rulefile
from newsspider.authoring.workbench.compare import Gone, accept, compare, text_of
from newsspider.authoring.workbench.guard import PAGE_POLICY, Guard
from newsspider.authoring.workbench.render import lines_of, marks_of, page_html, path_of
from newsspider.authoring.workbench.rulefile import ORDER, CannotSave, Value
from newsspider.authoring.workbench.session import (
    FIELDS,
    Bench,
    Case,
    Outcome,
    Problem,
    RuleSet,
    Sheet,
    as_value,
    kind_of,
)
from newsspider.authoring.workbench.suggest import ROLES, effect, matched, offers, target_of
from newsspider.recording.fixtures import FixtureError, read_json
from newsspider.runtime.backend import BackendError
from newsspider.store import ArticleStore

__all__ = ["make_app"]

logger = logging.getLogger(__name__)
HERE = Path(__file__).parent


class Refused(Exception):
    """A request that makes no sense (any more); one sentence for a person."""


@dataclass(frozen=True)
class FieldRow:
    """A field of a layout as the rule panel shows it."""

    name: str
    kind: str
    text: str
    checked: bool
    doc: str
    line: int | None
    refusal: str
    source: str
    required: bool

    @property
    def is_set(self) -> bool:
        return bool(self.text) or self.checked or self.line is not None


@dataclass(frozen=True)
class Health:
    """An outlet in one line."""

    rules: RuleSet
    outcomes: tuple[Outcome, ...]
    layouts: tuple[tuple[Layout, int, int], ...]  # with its fixtures, and how many of them are exact
    real: tuple[int, int]
    crawl: tuple[str, int] | None

    @property
    def exact(self) -> int:
        return sum(outcome.exact for outcome in self.outcomes)

    @property
    def drafts(self) -> int:
        return sum(outcome.case.draft for outcome in self.outcomes)

    @property
    def uncovered(self) -> tuple[str, ...]:
        return tuple(layout.name for layout, cases, _ in self.layouts if not cases)


class Workbench:
    """The handlers. One request is worked on at a time: parsed pages are shared between them."""

    def __init__(
        self, bench: Bench, token: str, store: Path | None, survey: Mapping[str, Any] | None = None
    ) -> None:
        self.bench, self.base, self.store, self.surveyed = bench, f"/{token}", store, survey
        self.templates = Environment(
            loader=PackageLoader("newsspider.authoring.workbench", "templates"),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.templates.globals.update(base=self.base, text_of=text_of, address=self.address)
        self.templates.tests["web"] = lambda url: str(url).startswith(("http://", "https://"))

    def address(self, outlet: str, case: str = "", **query: object) -> str:
        """The address of an outlet's page, or of a case's."""
        path = f"{self.base}/o/{quote(outlet)}" + (f"/{quote(case)}" if case else "")
        asked = "&".join(f"{key}={quote(str(value))}" for key, value in query.items() if value)
        return f"{path}?{asked}" if asked else path

    def page(self, name: str, status: int = 200, **values: Any) -> HTMLResponse:
        return HTMLResponse(self.templates.get_template(name).render(**values), status)

    # -- finding things -----------------------------------------------------------------------------

    def rules(self, name: str) -> RuleSet:
        rules = self.bench.rule_set(name)
        if rules is None:
            raise Refused(f"no outlet is called {name!r}")
        return rules

    def find_case(self, outlet: str, name: str) -> Case:
        case = self.bench.case(outlet, name)
        if case is None:
            raise Refused(f"{outlet} has no fixture {name!r}; load the list of fixtures again")
        return case

    def sheet(self, case: Case, number: object) -> tuple[Sheet | None, int]:
        """A page of a case by its number from 1, the first where that is none."""
        count = len(case.sheets)
        text = str(number or "1")
        place = int(text) if text.isdecimal() and 1 <= int(text) <= count else 1
        return (case.sheets[place - 1] if case.sheets else None), place

    # -- pages --------------------------------------------------------------------------------------

    def outlets(self, request: Request) -> Response:
        real = self._real()
        crawls = self._crawls()
        healths = [self._health(rules, real, crawls) for rules in self.bench.rule_sets()]
        return self.page(
            "outlets.html",
            title="Outlets",
            healths=healths,
            stored=self.store is not None,
            surveyed=self.surveyed is not None,
        )

    def survey(self, request: Request) -> Response:
        if self.surveyed is None:
            raise Refused("no survey was given; start the workbench with --survey FILE")
        return self.page("survey.html", title="Survey", survey=self.surveyed)

    def _health(
        self,
        rules: RuleSet,
        real: Mapping[str, Any] | None = None,
        crawls: Mapping[str, tuple[str, int]] | None = None,
    ) -> Health:
        outlet = rules.outlet
        outcomes = tuple(self.bench.run(outlet)) if outlet else ()
        layouts = []
        for layout in outlet.layouts if outlet else ():
            of_it = [x for x in outcomes if x.case.folder == layout.name]
            layouts.append((layout, len(of_it), sum(x.exact for x in of_it)))
        counts = list((real or {}).get(rules.name, {}).values())
        pages, exact = sum(int(c[0]) for c in counts), sum(int(c[1]) for c in counts)
        crawl = (crawls or {}).get(rules.name)
        return Health(rules, outcomes, tuple(layouts), (pages, exact), crawl)

    def _real(self) -> Mapping[str, Any]:
        try:
            return read_json(self.bench.fixtures / "real.json")
        except FixtureError:
            return {}

    def _crawls(self) -> dict[str, tuple[str, int]]:
        """By outlet: when a crawl last saw one of its articles, and how many articles there are."""
        if self.store is None or not self.store.is_file():
            return {}
        try:
            with ArticleStore(self.store, read_only=True, wait=2) as store:
                seen = store.outlets()
        except BackendError:
            return {}
        return {outlet: (f"{when:%Y-%m-%d %H:%M}", count) for outlet, (when, count) in seen.items()}

    def outlet(self, request: Request) -> Response:
        rules = self.rules(request.path_params["outlet"])
        health = self._health(rules, self._real(), self._crawls())
        return self.page("outlet.html", title=rules.name, health=health, rules=rules, source=numbered(rules))

    def case(self, request: Request) -> Response:
        rules = self.rules(request.path_params["outlet"])
        if rules.outlet is None:
            return self.outlet(request)
        case = self.find_case(rules.name, request.path_params["case"])
        sheet, number = self.sheet(case, request.query_params.get("page"))
        outcomes = self.bench.run(rules.outlet)
        taken = sheet.layout(rules.outlet) if sheet else None
        wanted = request.query_params.get("layout") or (taken.name if taken else case.folder)
        names = [layout.name for layout in rules.outlet.layouts]
        layout = rules.outlet.layout(wanted) if wanted in names else rules.outlet.layouts[0]
        ids = [outcome.case.id for outcome in outcomes]
        place = ids.index(case.id)
        return self.page(
            "case.html",
            title=f"{rules.name}/{case.id}",
            rules=rules,
            outlet=rules.outlet,
            case=case,
            page=number,
            layout=layout,
            taken=taken.name if taken else None,
            fields=self._fields(rules, layout),
            roles=ROLES,
            outcomes=outcomes,
            previous=ids[place - 1],
            next=ids[(place + 1) % len(ids)],
        )

    def _fields(self, rules: RuleSet, layout: Layout) -> list[FieldRow]:
        try:
            stands = rulefile.places(rules.text, rules.path.name).get(layout.name, {})
        except CannotSave:
            stands = {}
        rows = []
        for name in ORDER:
            if name in ("name", "pages"):
                continue
            value = getattr(layout, name)
            place = stands.get(name)
            text = str(shown(value)) if isinstance(value, str | tuple) else ""
            rows.append(
                FieldRow(
                    name,
                    kind_of(name),
                    text,
                    value is True,
                    str(FIELDS[name].metadata.get("doc", "")).replace("`", ""),
                    place.line if place else None,
                    place.refusal if place else "",
                    place.source if place and place.refusal else "",
                    name in ("when", "headline", "body"),
                )
            )
        return rows

    def view(self, request: Request) -> Response:
        """The page of a case, for the frame."""
        rules = self.rules(request.path_params["outlet"])
        case = self.find_case(rules.name, request.path_params["case"])
        sheet, _ = self.sheet(case, request.query_params.get("page"))
        body, fault = "", case.fault or (sheet.fault if sheet else "there is no page in it")
        if sheet and sheet.tree is not None:
            article = sheet.explained(rules.outlet) if rules.outlet else None
            body = page_html(sheet.tree, marks_of(article))
        response = self.page("view.html", body=body, fault=fault)
        response.headers["content-security-policy"] = PAGE_POLICY
        return response

    # -- what pages ask for -------------------------------------------------------------------------

    def attempt(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """The edited rules on every case, and on the page that is looked at."""
        rules, case, sheet, _ = self._asked(asked)
        if rules.outlet is None:
            raise Refused(rules.problem.message if rules.problem else "there are no rules")
        edits, problems = edits_of(asked.get("edits"))
        outlet, wrong = self.bench.edited(rules, edits)
        assert outlet is not None
        before = self.bench.run(rules.outlet)
        outcomes, took = self.bench.timed(outlet)
        problems += wrong
        focus = asked.get("focus") or {}
        here = next((x for x in outcomes if x.case.id == case.id), None)
        article = sheet.explained(outlet) if sheet else None
        return {
            "problems": [self._problem(rules, x) for x in problems],
            "cases": [row_of(old, new) for old, new in zip(before, outcomes, strict=True)],
            "effect": effect(before, outcomes).__dict__,
            "took": round(took, 1),
            "pages": sum(len(x.case.sheets) for x in outcomes),
            "marks": {
                f"{number}{'t' if tail else ''}": [mark.state, mark.line]
                for (number, tail), mark in marks_of(article).items()
            },
            "lines": lines_of(article),
            "matches": self._matches(outlet, sheet, focus),
            "counts": self._counts(outlet, str(asked.get("layout") or "")),
            "layout": article.layout if article else None,
            "compare": self._comparison(rules, case, here),
            "stamp": stamp_of(rules),
        }

    def _problem(self, rules: RuleSet, problem: Problem) -> dict[str, Any]:
        line = problem.line
        if line is None and problem.layout:
            try:
                place = (
                    rulefile.places(rules.text, rules.path.name).get(problem.layout, {}).get(problem.field)
                )
                line = place.line if place else None
            except CannotSave:
                pass
        return {"layout": problem.layout, "field": problem.field, "message": problem.message, "line": line}

    def _matches(self, outlet: Outlet, sheet: Sheet | None, focus: Mapping[str, Any]) -> list[int]:
        """Numbers of the elements that the field under the cursor matches."""
        name = str(focus.get("field") or "")
        try:
            layout = outlet.layout(str(focus.get("layout") or ""))
        except LookupError:
            return []
        if sheet is None or sheet.tree is None or name not in FIELDS:
            return []
        found = set(matched(sheet, layout, name))
        return [number for number, element in enumerate(sheet.tree.iter()) if element in found]

    def _counts(self, outlet: Outlet, name: str) -> dict[str, Any]:
        """On how many of a layout's pages each of its fields matches something."""
        try:
            layout = outlet.layout(name)
        except LookupError:
            return {}
        sheets = [sheet for case in self.bench.cases(outlet.name) for sheet in case.sheets]
        sheets = [sheet for sheet in sheets if (taken := sheet.layout(outlet)) and taken.name == name]
        fields = {}
        for field in ORDER:
            if kind_of(field).startswith("css") and getattr(layout, field):
                fields[field] = sum(bool(matched(sheet, layout, field)) for sheet in sheets)
        return {"pages": len(sheets), "fields": fields}

    def _comparison(self, rules: RuleSet, case: Case, outcome: Outcome | None) -> str:
        comparison = None
        if outcome and outcome.article:
            comparison = compare(outcome.article.to_dict(), case.truth)
        template = self.templates.get_template("compare.html")
        return template.render(case=case, outcome=outcome, comparison=comparison)

    def offer(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Selectors for a clicked element, each with its effect; and the element's place on the page."""
        rules, _, sheet, _ = self._asked(asked)
        edits, _ = edits_of(asked.get("edits"))
        outlet, _ = self.bench.edited(rules, edits)
        if outlet is None or sheet is None or sheet.tree is None:
            raise Refused("there is nothing to choose from on this page")
        number = asked.get("element")
        elements = list(sheet.tree.iter())
        if not isinstance(number, int) or not 0 <= number < len(elements):
            raise Refused("this element is not on the page; load it again")
        element = elements[number]
        role = asked.get("role")
        numbers = {element: number for number, element in enumerate(elements)}
        answer: dict[str, Any] = {"offers": []}
        if role is not None:
            if role not in ROLES:
                raise Refused(f"there is no field {role!r}")
            layout = self._layout(outlet, asked, sheet)
            if not asked.get("exactly"):
                element = target_of(element, role)
            found = offers(self.bench, outlet, layout, sheet, element, role)
            answer |= {
                "layout": layout.name,
                "now": shown(getattr(layout, role)),
                "offers": [
                    {
                        "css": offer.css,
                        "value": shown(offer.value),
                        "how": offer.how,
                        "here": offer.here,
                        "pages": offer.pages,
                        "effect": offer.effect.__dict__,
                    }
                    for offer in found
                ],
            }
        path = list(path_of(element))
        answer["path"] = [{"number": numbers[one], "name": name} for one, name in path]
        answer["element"] = numbers[element]
        return answer

    def _layout(self, outlet: Outlet, asked: Mapping[str, Any], sheet: Sheet) -> Layout:
        try:
            return outlet.layout(str(asked.get("layout") or ""))
        except LookupError:
            return sheet.layout(outlet) or outlet.layouts[0]

    def save(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Write edits into the rule file, one value after the other."""
        rules = self.rules(str(asked.get("outlet")))
        if asked.get("stamp") != stamp_of(rules):
            raise Refused(f"{rules.path.name} was changed meanwhile; load this page again")
        edits, problems = edits_of(asked.get("edits"))
        if problems:
            raise Refused(f"{problems[0].field}: {problems[0].message}")
        own = {str(x) for x in asked.get("own") or ()}
        saved, refused = [], []
        before = rules.text
        for layout, values in edits.items():
            for key, value in values.items():
                try:
                    rules, _ = self.bench.save(rules, layout, key, value, own=f"{layout}.{key}" in own)
                    saved.append({"layout": layout, "field": key})
                except CannotSave as error:
                    refused.append({"layout": layout, "field": key, "message": str(error)})
        return {
            "saved": saved,
            "refused": refused,
            "diff": rulefile.difference(before, rules.text, rules.path.name),
            "file": rules.path.name,
        }

    def take(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Take a key, or a row of it, from the article into the golden."""
        rules, case, _, _ = self._asked(asked)
        edits, _ = edits_of(asked.get("edits"))
        outlet, _ = self.bench.edited(rules, edits)
        if outlet is None:
            raise Refused("there are no rules to read the page with")
        outcome = self.bench.outcome(case, outlet)
        if outcome.article is None:
            raise Refused(outcome.fault)
        row = asked.get("row")
        golden = accept(
            case.golden,
            outcome.article.to_dict(),
            str(asked.get("key")),
            row if isinstance(row, int) else None,
            asked.get("state"),
        )
        self.bench.save_golden(case, golden, str(asked.get("digest")))
        return {"done": True}

    def reviewed(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """A draft that somebody has read from end to end is a golden."""
        _, case, _, _ = self._asked(asked)
        golden = {key: value for key, value in case.golden.items() if key != "draft"}
        if case.draft and "notes" in golden:
            golden["notes"] = ""  # they say that nobody has read it
        self.bench.save_golden(case, golden, str(asked.get("digest")))
        return {"done": True}

    def _asked(self, asked: Mapping[str, Any]) -> tuple[RuleSet, Case, Sheet | None, int]:
        rules = self.rules(str(asked.get("outlet")))
        case = self.find_case(rules.name, str(asked.get("case")))
        return rules, case, *self.sheet(case, asked.get("page"))

    # -- wiring -------------------------------------------------------------------------------------

    def get(self, handler: Callable[[Request], Response]) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            try:
                return await run_in_threadpool(self._locked, handler, request)
            except Refused as error:
                return self.page("message.html", 404, title="Not found", message=str(error))

        return answer

    def post(self, handler: Callable[[Mapping[str, Any]], dict[str, Any]]) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            try:
                asked = json.loads(await request.body())
                if not isinstance(asked, dict):
                    raise Refused("an object is expected")
                return JSONResponse(await run_in_threadpool(self._locked, handler, asked))
            except (ValueError, RecursionError):
                return JSONResponse({"error": "this is no JSON"}, 400)
            except (Refused, Gone, CannotSave) as error:
                return JSONResponse({"error": str(error)}, 409)
            except Exception as error:  # the page says it; the terminal shows where
                logger.exception("the workbench failed")
                return JSONResponse({"error": f"the workbench failed ({type(error).__name__}: {error})"}, 500)

        return answer

    def _locked(self, handler: Callable[[Any], Any], asked: Any) -> Any:
        with self.bench.lock:
            return handler(asked)


def make_app(
    bench: Bench, token: str, store: Path | None = None, survey: Mapping[str, Any] | None = None
) -> Guard:
    """The application. It answers only addresses that begin with ``/TOKEN/``.

    ``survey`` is what ``read_survey`` gives, for a page of its own.
    """
    work = Workbench(bench, token, store, survey)

    async def missing(request: Request, error: Exception) -> Response:
        return PlainTextResponse("Not found\n", 404)

    routes = [
        Route("/", work.get(work.outlets)),
        Route("/survey", work.get(work.survey)),
        Route("/o/{outlet}", work.get(work.outlet)),
        Route("/o/{outlet}/{case:path}", work.get(work.case)),
        Route("/view/{outlet}/{case:path}", work.get(work.view)),
        Route("/api/try", work.post(work.attempt), methods=["POST"]),
        Route("/api/offer", work.post(work.offer), methods=["POST"]),
        Route("/api/save", work.post(work.save), methods=["POST"]),
        Route("/api/accept", work.post(work.take), methods=["POST"]),
        Route("/api/reviewed", work.post(work.reviewed), methods=["POST"]),
        Mount("/static", StaticFiles(directory=HERE / "static")),
    ]
    app = Starlette(routes=[Mount(f"/{token}", routes=routes)], exception_handlers={404: missing})
    app.router.redirect_slashes = False
    return Guard(app, token)


def edits_of(given: object) -> tuple[dict[str, dict[str, Value]], list[Problem]]:
    """What the browser sent as edits; a value of the wrong kind is told."""
    edits: dict[str, dict[str, Value]] = {}
    problems: list[Problem] = []
    for layout, values in given.items() if isinstance(given, dict) else ():
        for key, value in values.items() if isinstance(values, dict) else ():
            try:
                edits.setdefault(str(layout), {})[str(key)] = as_value(str(key), value)
            except TypeError as error:
                problems.append(Problem(str(layout), str(key), str(error)))
    return edits, problems


def shown(value: Value) -> str | bool:
    """A field's value as the browser edits it."""
    if isinstance(value, Dateline):
        return repr(value)
    return "\n".join(value) if isinstance(value, tuple) else value if value is not None else ""


def row_of(before: Outcome, after: Outcome) -> dict[str, Any]:
    """A case in the list of fixtures."""
    change = effect([before], [after])
    return {
        "id": after.case.id,
        "exact": after.exact,
        "differing": list(after.score.differing) if after.score else [],
        "f1": after.score.block_f1 if after.score else 0.0,
        "layout": after.layout,
        "fault": after.fault or misplaced(after),
        "change": "better" if change.better else "worse" if change.worse else "",
    }


def misplaced(outcome: Outcome) -> str:
    """What is wrong where every key is right: the page was read by another layout."""
    if outcome.score and outcome.score.exact and not outcome.exact:
        return f"read by layout {outcome.layout}"
    return ""


def stamp_of(rules: RuleSet) -> str:
    """What tells that a rule file is still the one that was looked at."""
    return "-".join(map(str, rules.stamp))


def numbered(rules: RuleSet) -> list[tuple[int, str, str]]:
    """The lines of a rule file, with the problem beside the line that has it."""
    problem = rules.problem
    return [
        (number, line, problem.message if problem and problem.line == number else "")
        for number, line in enumerate(rules.text.splitlines(), 1)
    ]
