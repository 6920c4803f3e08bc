"""The workbench as a web application: which handler answers which address."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from newsspider.authoring.workbench.actions import Actions
from newsspider.authoring.workbench.compare import Gone
from newsspider.authoring.workbench.desk import Desk, Refused
from newsspider.authoring.workbench.guard import Guard
from newsspider.authoring.workbench.rulefile import CannotSave
from newsspider.authoring.workbench.session import Bench
from newsspider.authoring.workbench.templates import Templates
from newsspider.authoring.workbench.views import Views
from newsspider.runtime.database import Place

__all__ = ["make_app"]

logger = logging.getLogger(__name__)
HERE = Path(__file__).parent


class Answers:
    """Handlers as they are called for requests: one at a time, since parsed pages are shared between them."""

    def __init__(self, templates: Templates, lock: threading.RLock) -> None:
        self.templates, self.lock = templates, lock

    def get(self, handler: Callable[[Request], Response]) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            try:
                return await run_in_threadpool(self._locked, handler, request)
            except Refused as error:
                return self.templates.page("message.html", 404, title="Not found", message=str(error))

        return answer

    def post(self, handler: Callable[[Mapping[str, Any]], dict[str, Any]]) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            try:
                asked = json.loads(await request.body())
                if not isinstance(asked, dict):
                    raise Refused("an object is expected")
                return JSONResponse(await run_in_threadpool(self._locked, handler, asked))
            except (ValueError, RecursionError):
                return JSONResponse({"error": "this is not JSON"}, 400)
            except (Refused, Gone, CannotSave) as error:
                return JSONResponse({"error": str(error)}, 409)
            except Exception as error:  # the page shows the error; the terminal shows where
                logger.exception("the workbench failed")
                return JSONResponse({"error": f"the workbench failed ({type(error).__name__}: {error})"}, 500)

        return answer

    def _locked(self, handler: Callable[[Any], Any], asked: Any) -> Any:
        with self.lock:
            return handler(asked)


def make_app(
    bench: Bench,
    token: str,
    store: Place | None = None,
    survey: Mapping[str, Any] | None = None,
    counts: Place | None = None,
    repairs: Path | None = None,
) -> Guard:
    """The application. It answers only addresses that begin with ``/TOKEN/``.

    ``survey`` is what ``read_survey`` gives, for a page of its own; ``counts`` where the ledger of drift is, ``repairs`` the folder of
    those that were proposed (default: beside it).
    """
    desk, templates = Desk(bench), Templates(f"/{token}")
    views, actions = Views(desk, templates, store, survey, counts, repairs), Actions(desk, templates)
    answers = Answers(templates, bench.lock)

    async def missing(request: Request, error: Exception) -> Response:
        return PlainTextResponse("Not found\n", 404)

    routes = [
        Route("/", answers.get(views.outlets)),
        Route("/survey", answers.get(views.survey)),
        Route("/drift", answers.get(views.drift)),
        Route("/repair", answers.get(views.repair)),
        Route("/corrections", answers.get(views.corrections)),
        Route("/revisions", answers.get(views.revisions)),
        Route("/o/{outlet}", answers.get(views.outlet)),
        Route("/o/{outlet}/{case:path}", answers.get(views.case)),
        Route("/view/{outlet}/{case:path}", answers.get(views.view)),
        Route("/api/try", answers.post(actions.attempt), methods=["POST"]),
        Route("/api/offer", answers.post(actions.offer), methods=["POST"]),
        Route("/api/save", answers.post(actions.save), methods=["POST"]),
        Route("/api/accept", answers.post(actions.take), methods=["POST"]),
        Route("/api/reviewed", answers.post(actions.reviewed), methods=["POST"]),
        Route("/api/golden", answers.post(actions.write), methods=["POST"]),
        Route("/api/undo", answers.post(actions.undo), methods=["POST"]),
        Mount("/static", StaticFiles(directory=HERE / "static")),
    ]
    app = Starlette(routes=[Mount(f"/{token}", routes=routes)], exception_handlers={404: missing})
    app.router.redirect_slashes = False
    return Guard(app, token)
