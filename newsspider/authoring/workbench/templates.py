"""The templates of the workbench's pages."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.responses import HTMLResponse

from extractors.changes import text_of


def seal_of(name: str, value: object) -> str:
    """A short mark of a value: what somebody ticked stays ticked for as long as it says the same."""
    written = json.dumps([name, value], ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(written.encode("utf-8", "replace")).hexdigest()[:20]


class Templates:
    """Templates, and the addresses that they link to, all below ``base``."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._environment = Environment(
            loader=PackageLoader("newsspider.authoring.workbench", "templates"),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(base=base, text_of=text_of, address=self.address, seal_of=seal_of)
        self._environment.tests["web"] = lambda url: str(url).startswith(("http://", "https://"))

    def address(self, outlet: str, case: str = "", **query: object) -> str:
        """The address of an outlet's page, or of a case's."""
        path = f"{self.base}/o/{quote(outlet)}" + (f"/{quote(case)}" if case else "")
        asked = "&".join(f"{key}={quote(str(value))}" for key, value in query.items() if value)
        return f"{path}?{asked}" if asked else path

    def text(self, name: str, **values: Any) -> str:
        """A template, filled."""
        return self._environment.get_template(name).render(**values)

    def page(self, name: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A template as a page."""
        return HTMLResponse(self.text(name, **values), status)
