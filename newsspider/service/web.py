"""What is seen of a service: a page for people, ``/metrics`` for Prometheus, ``/healthz`` for what restarts it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from socket import socket
from typing import Any

import uvicorn
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from newsspider.authoring.workbench.guard import Guard
from newsspider.service.metrics import CONTENT_TYPE, outcome_of
from newsspider.service.service import Service

__all__ = ["metrics_app", "served", "status_app", "status_of"]

_STATIC = Path(__file__).parents[1] / "authoring" / "workbench" / "static"


def status_of(service: Service) -> dict[str, Any]:
    """How the service stands, JSON-ready: its crawls, and each outlet's last and next one."""
    outlets = []
    for name in sorted(service.plan.outlets):
        state, plan = service.states.get(name), service.plan.outlets[name]
        pace = service.paces.get(name)
        outlets.append(
            {
                "outlet": name,
                "running": name in service.running,
                "every": str(plan.every) if plan.every else None,
                "perDay": round(pace.per_day, 1) if pace and pace.rates else None,
                "due": _iso(state.due) if state else None,
                "ended": _iso(state.ended) if state else None,
                "outcome": outcome_of(state.code) if state and state.code is not None else None,
                "failures": state.failures if state else 0,
                "articles": state.articles if state else 0,
                "new": state.new if state else 0,
                "changed": state.changed if state else 0,
                "verdict": state.verdict if state else "",
            }
        )
    return {
        "began": _iso(service.began),
        "healthy": service.healthy,
        "stopping": service.stopping,
        "running": sorted(service.running),
        "disk": dict(service.sizes()),
        "outlets": outlets,
    }


def status_app(service: Service, token: str) -> ASGIApp:
    """The page, and the same as JSON; only for who knows the token, only on this machine."""
    environment = Environment(
        loader=PackageLoader("newsspider.service", "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    environment.filters["clock"] = _clock

    def page(request: Request) -> Response:
        text = environment.get_template("status.html").render(base=f"/{token}", status=status_of(service))
        return HTMLResponse(text)

    def data(request: Request) -> Response:
        return JSONResponse(status_of(service))

    async def missing(request: Request, error: Exception) -> Response:
        return PlainTextResponse("Not found\n", 404)

    routes = [
        Route("/", page),
        Route("/status.json", data),
        Route("/metrics", lambda request: _metrics(service)),
        Mount("/static", StaticFiles(directory=_STATIC)),
    ]
    app = Starlette(routes=[Mount(f"/{token}", routes=routes)], exception_handlers={404: missing})
    return Guard(app, token)


def metrics_app(service: Service) -> ASGIApp:
    """Counts without addresses, hosts or secrets, and whether the service is alive; for whoever may reach the port."""

    def health(request: Request) -> Response:
        return (
            PlainTextResponse("ok\n") if service.healthy else PlainTextResponse("it does not wake up\n", 503)
        )

    return Starlette(routes=[Route("/metrics", lambda request: _metrics(service)), Route("/healthz", health)])


def _metrics(service: Service) -> Response:
    return Response(service.metrics.text(), headers={"content-type": CONTENT_TYPE})


class _Server(uvicorn.Server):
    """Leaves signals to the service."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def served(app: ASGIApp, listener: socket) -> AsyncIterator[None]:
    """Answer on a socket while the block lasts."""
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=1,
        lifespan="off",
    )
    server = _Server(config)
    task = asyncio.ensure_future(server.serve(sockets=[listener]))
    while not server.started and not task.done():
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        with suppress(asyncio.CancelledError):
            await task


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _clock(iso: str) -> str:
    """A moment on this machine's clock, to the minute."""
    return f"{datetime.fromisoformat(iso).astimezone():%Y-%m-%d %H:%M}"
