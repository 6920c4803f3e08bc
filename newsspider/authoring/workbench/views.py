"""The workbench's pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from extractors.rules.model import Layout
from newsspider.authoring.blame import MUST_FIND
from newsspider.authoring.golden_shape import BLOCK_TYPES, KINDS
from newsspider.authoring.workbench import rulefile
from newsspider.authoring.workbench.desk import Desk, Refused
from newsspider.authoring.workbench.drifting import read_drift
from newsspider.authoring.workbench.edits import FIELDS, kind_of, shown
from newsspider.authoring.workbench.guard import PAGE_POLICY
from newsspider.authoring.workbench.health import Healths
from newsspider.authoring.workbench.render import marks_of, page_html
from newsspider.authoring.workbench.rulefile import ORDER, CannotSave
from newsspider.authoring.workbench.ruleset import RuleSet
from newsspider.authoring.workbench.suggest import ROLES
from newsspider.authoring.workbench.templates import Templates
from newsspider.corpora.corrections import Correction, corrections
from newsspider.runtime.backend import BackendError
from newsspider.runtime.database import Place, is_there
from newsspider.store import ArticleStore, StoreError
from newsspider.store.pairs import revision_pair

CORRECTIONS = 100  # that are listed


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


class Views:
    """The handlers of requests for pages.

    ``survey`` is what ``read_survey`` gives, for a page of its own; ``counts`` where the ledger of drift is, ``repairs`` the folder of
    those that were proposed (default: beside it).
    """

    def __init__(
        self,
        desk: Desk,
        templates: Templates,
        store: Place | None,
        survey: Mapping[str, Any] | None,
        counts: Place | None = None,
        repairs: Path | None = None,
    ) -> None:
        self.desk, self.templates, self.store, self.surveyed = desk, templates, store, survey
        self.counts, self.repairs = counts, repairs

    def outlets(self, request: Request) -> Response:
        """All outlets, each in one line."""
        healths = Healths(self.desk.bench, self.store)
        return self.templates.page(
            "outlets.html",
            title="Outlets",
            healths=[healths.of(rules) for rules in self.desk.bench.rule_sets()],
            stored=self.store is not None and is_there(self.store),
            surveyed=self.surveyed is not None,
            counted=self.counts is not None and is_there(self.counts),
        )

    def survey(self, request: Request) -> Response:
        """What a survey found."""
        if self.surveyed is None:
            raise Refused("no survey was given; start the workbench with --survey FILE")
        return self.templates.page("survey.html", title="Survey", survey=self.surveyed)

    def drift(self, request: Request) -> Response:
        """What has changed at the outlets, and how it was before."""
        return self.templates.page("drift.html", title="Drift", drift=read_drift(self.counts, self.repairs))

    def repair(self, request: Request) -> Response:
        """What speaks for a repair that was proposed."""
        name = request.query_params.get("name", "")
        found = next(
            (one for one in read_drift(self.counts, self.repairs).repairs if one["name"] == name), None
        )
        if found is None:
            raise Refused(f"there is no repair {name!r}; `newsspider outlet repair` proposes one")
        return self.templates.page("repair.html", title=f"Repair {name}", repair=found, brief=brief)

    def corrections(self, request: Request) -> Response:
        """The texts that outlets changed last."""
        with self._articles() as store:
            found = [one.new for one in corrections(store, limit=CORRECTIONS)]
        return self.templates.page("corrections.html", title="Corrections", revisions=found)

    def revisions(self, request: Request) -> Response:
        """What changed between two revisions of an article, word by word."""
        asked = request.query_params

        def number(name: str) -> int | None:
            text = asked.get(name, "")
            return int(text) if text.isdecimal() and len(text) < 7 else None

        url = asked.get("url", "")
        with self._articles() as store:
            try:
                pair = Correction(*revision_pair(store, url, number("a"), number("b")))
            except StoreError as error:
                raise Refused(str(error)) from None
            everything = store.revisions(url)
        return self.templates.page(
            "revisions.html",
            title=pair.new.record["headline"] or url,
            pair=pair,
            changes=[key for key in pair.changes.keys if not key.equal],
            revisions=everything,
        )

    @contextmanager
    def _articles(self) -> Iterator[ArticleStore]:
        """The store of articles. Raises Refused where there is none, or where it cannot be read."""
        if self.store is None or not is_there(self.store):
            raise Refused("there is no store of articles yet; a live crawl makes one")
        try:
            with ArticleStore(self.store, read_only=True, wait=2) as store:
                yield store
        except BackendError as error:
            raise Refused(f"the store cannot be read: {error}") from None

    def outlet(self, request: Request) -> Response:
        """An outlet: its health and its rule file."""
        rules = self.desk.rules(request.path_params["outlet"])
        health = Healths(self.desk.bench, self.store).of(rules)
        return self.templates.page(
            "outlet.html", title=rules.name, health=health, rules=rules, source=numbered(rules)
        )

    def case(self, request: Request) -> Response:
        """A case: its page, the rules that read it, the golden beside what they give."""
        rules = self.desk.rules(request.path_params["outlet"])
        if rules.outlet is None:
            return self.outlet(request)
        case = self.desk.case(rules.name, request.path_params["case"])
        sheet, number = self.desk.sheet(case, request.query_params.get("page"))
        outcomes = self.desk.bench.run(rules.outlet)
        taken = sheet.layout(rules.outlet) if sheet else None
        wanted = request.query_params.get("layout") or (taken.name if taken else case.folder)
        names = [layout.name for layout in rules.outlet.layouts]
        layout = rules.outlet.layout(wanted) if wanted in names else rules.outlet.layouts[0]
        ids = [outcome.case.id for outcome in outcomes]
        place = ids.index(case.id)
        return self.templates.page(
            "case.html",
            title=f"{rules.name}/{case.id}",
            rules=rules,
            outlet=rules.outlet,
            case=case,
            page=number,
            layout=layout,
            taken=taken.name if taken else None,
            fields=field_rows(rules, layout),
            roles=ROLES,
            kinds=KINDS,
            block_types=BLOCK_TYPES,
            outcomes=outcomes,
            previous=ids[place - 1],
            next=ids[(place + 1) % len(ids)],
            undo={
                "golden": self.desk.bench.history.last(case.golden_path),
                "rules": self.desk.bench.history.last(rules.path),
            },
        )

    def view(self, request: Request) -> Response:
        """The page of a case, for the frame."""
        rules = self.desk.rules(request.path_params["outlet"])
        case = self.desk.case(rules.name, request.path_params["case"])
        sheet, _ = self.desk.sheet(case, request.query_params.get("page"))
        body, fault = "", case.fault or (sheet.fault if sheet else "there is no page in it")
        if sheet and sheet.tree is not None:
            article = sheet.explained(rules.outlet) if rules.outlet else None
            body = page_html(sheet.tree, marks_of(article))
        response = self.templates.page("view.html", body=body, fault=fault)
        response.headers["content-security-policy"] = PAGE_POLICY
        return response


def brief(value: object) -> str:
    """A value of a record in one line."""
    if isinstance(value, list):
        texts = [
            str(one["text"] or one.get("credit")) if isinstance(one, dict) else str(one) for one in value
        ]
        return _cut(" · ".join(texts)) + (f" ({len(texts)})" if len(texts) > 1 else "")
    return "" if value is None else _cut(str(value))


def _cut(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:157]}…"


def field_rows(rules: RuleSet, layout: Layout) -> list[FieldRow]:
    """The fields of a layout that can be edited, with what stands in the rule file."""
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
                name in MUST_FIND,
            )
        )
    return rows


def numbered(rules: RuleSet) -> list[tuple[int, str, str]]:
    """The lines of a rule file, with the problem beside the line that has it."""
    problem = rules.problem
    return [
        (number, line, problem.message if problem and problem.line == number else "")
        for number, line in enumerate(rules.text.splitlines(), 1)
    ]
