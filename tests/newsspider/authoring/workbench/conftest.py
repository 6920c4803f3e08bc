"""A small project to change at will, and a client that asks the application without a server."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from newsspider.authoring.workbench.app import make_app
from newsspider.authoring.workbench.guard import Guard
from newsspider.authoring.workbench.session import Bench
from tests.newsspider.authoring.workbench.site import CHROMIUM, copy_project

TOKEN = "a-token-of-the-tests"
PORT = 8123


@dataclass
class Client:
    """Requests as a browser on this machine would make them, unless a test says otherwise."""

    app: Guard
    client: tuple[str, int] = ("127.0.0.1", 40_000)
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, *, base: str = f"http://127.0.0.1:{PORT}", **options: Any) -> Any:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=True, client=self.client)
            async with httpx.AsyncClient(transport=transport, base_url=base) as client:
                headers = {**self.headers, **options.pop("headers", {})}
                return await client.request(method, path, headers=headers, **options)

        return asyncio.run(send())

    def get(self, path: str, **options: Any) -> Any:
        return self.ask("GET", f"/{TOKEN}{path}", **options)

    def post(self, path: str, data: object, **options: Any) -> Any:
        return self.ask("POST", f"/{TOKEN}/api/{path}", json=data, **options)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_project(tmp_path / "project", ("kontan",))


@pytest.fixture
def bench(project: Path) -> Bench:
    return Bench(project / "fixtures", project / "extractors" / "outlets")


@pytest.fixture
def client(bench: Bench) -> Client:
    return Client(make_app(bench, TOKEN))


@pytest.fixture
def chromium() -> str:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here; `apt-get install chromium` brings it")
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    return CHROMIUM
