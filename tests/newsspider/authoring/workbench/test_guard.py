"""Who is answered."""

from __future__ import annotations

from typing import Any

import pytest

from newsspider.authoring.workbench.app import make_app
from newsspider.authoring.workbench.session import Bench
from tests.newsspider.authoring.workbench.conftest import PORT, TOKEN, Client

ASKED = {"outlet": "kontan", "case": "setup/momsmoney", "page": 1, "layout": "setup", "edits": {}}


def test_its_own_address_is_answered(client: Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 200 and "kontan" in answer.text
    assert client.ask("GET", f"/{TOKEN}/", base=f"http://localhost:{PORT}").status_code == 200
    assert client.get("/static/workbench.js").status_code == 200
    assert client.post("try", ASKED).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/favicon.ico",
        "/o/kontan",
        "/static/workbench.js",
        "/api/try",
        f"/{TOKEN[:-1]}/",
        f"/{TOKEN}x/",
        f"/{TOKEN.upper()}/",
        f"//{TOKEN}/",
        f"/x/../{TOKEN}x/",
        "/%00/",
        f"/{TOKEN}/nothing",
        f"/{TOKEN}/static/../app.py",
        f"/{TOKEN}/static/%2e%2e/app.py",
        f"/{TOKEN}/static/..%2fapp.py",
    ],
)
def test_everything_else_is_not_found(client: Client, path: str) -> None:
    for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
        answer = client.ask(method, path)
        assert answer.status_code in (404, 405), (method, path)
        assert "def " not in answer.text and TOKEN not in answer.text
        assert answer.headers.get("access-control-allow-origin") is None


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        f"evil.example:{PORT}",
        "127.0.0.1",
        f"127.0.0.1:{PORT + 1}",
        f"127.0.0.1.nip.io:{PORT}",
    ],
)
def test_a_name_that_is_made_to_point_here_is_refused(client: Client, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 404
    assert client.post("try", ASKED, headers={"host": host}).status_code == 404


@pytest.mark.parametrize("address", ["192.168.1.7", "10.0.0.1", "::ffff:192.168.1.7", "2001:db8::1", "", "x"])
def test_other_machines_are_refused(client: Client, address: str) -> None:
    client.client = (address, 40_000)
    assert client.get("/").status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": f"http://localhost:{PORT}"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-length": "99999999"},
    ],
)
def test_no_other_page_can_make_a_browser_change_anything(client: Client, headers: dict[str, str]) -> None:
    answer = client.post("try", ASKED, headers=headers)
    assert answer.status_code == 404


def test_a_link_on_another_site_does_not_open_it(client: Client) -> None:
    assert client.get("/", headers={"sec-fetch-site": "cross-site"}).status_code == 404
    assert client.get("/", headers={"sec-fetch-site": "none"}).status_code == 200


def test_pages_may_run_and_load_nothing_but_their_own(client: Client) -> None:
    policy = client.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy
    assert "unsafe" not in policy and "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy
    view = client.get("/view/kontan/setup/momsmoney").headers
    assert "script-src" not in view["content-security-policy"]
    assert "sandbox allow-same-origin" in view["content-security-policy"]
    assert view["referrer-policy"] == "no-referrer" and view["x-content-type-options"] == "nosniff"
    assert view["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"null", b"[" * 100_000, b"\xff", b'{"outlet": {}}', b'{"outlet": "none"}']
)
def test_what_makes_no_sense_is_said_so(client: Client, body: bytes) -> None:
    for path in ("try", "offer", "save", "accept", "reviewed"):
        answer = client.ask(
            "POST", f"/{TOKEN}/api/{path}", content=body, headers={"content-type": "application/json"}
        )
        assert answer.status_code in (400, 409) and answer.json()["error"]


def test_an_unknown_outlet_or_fixture_is_named(client: Client) -> None:
    assert "no outlet is called" in client.get("/o/none").text
    assert "has no fixture" in client.get("/o/kontan/none/none").text
    assert client.get("/o/kontan/..%2f..%2fsetup/x").status_code == 404


def test_web_sockets_are_closed(bench: Bench) -> None:
    import asyncio

    sent: list[dict[str, Any]] = []

    async def run() -> None:
        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            return {"type": "websocket.connect"}

        await make_app(bench, TOKEN)({"type": "websocket", "path": f"/{TOKEN}/"}, receive, send)

    asyncio.run(run())
    assert [message["type"] for message in sent] == ["websocket.close"]
