"""Who is answered: a browser on this machine that knows the token. Everybody else gets the same 404.

The token is the first part of every address. A page on the web can make a browser ask this machine, but
it cannot guess the token; and a name that is made to point here (DNS rebinding) is refused by the
``Host`` header. Nothing is allowed to other origins, and no page may run, load or frame anything but ours.
"""

from __future__ import annotations

import secrets
from ipaddress import ip_address

from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["PAGE_POLICY", "POLICY", "Guard"]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# For the page of an outlet: no script at all, and the sandbox says so once more. Its origin stays ours, so
# that our page, around it, may read where the pointer is.
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-same-origin"
)
HEADERS = {
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",  # the token is in the address
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
MAX_BODY = 2_000_000


class Guard:
    """ASGI middleware: answers only the token, only on loopback, only by its own name."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self.app, self.token = app, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
        elif not self.welcome(scope):
            await _refuse(send)
        else:

            async def headed(message: Message) -> None:
                if message["type"] == "http.response.start":
                    given = {name.lower() for name, _ in message.get("headers", ())}
                    ours = [(k.encode(), v.encode()) for k, v in HEADERS.items() if k.encode() not in given]
                    message["headers"] = [*message.get("headers", ()), *ours]
                await send(message)

            await self.app(scope, receive, headed)

    def welcome(self, scope: Scope) -> bool:
        """Whether a request is one of our own pages'."""
        headers: dict[bytes, list[bytes]] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name.lower(), []).append(value)
        token = scope["path"].split("/")[1] if scope["path"].startswith("/") else ""
        if not secrets.compare_digest(token.encode("utf-8", "replace"), self.token.encode()):
            return False
        if not _is_loopback((scope.get("client") or ("", 0))[0]):
            return False
        port = (scope.get("server") or ("", 0))[1]
        hosts = headers.get(b"host", [])
        names = {f"{name}:{port}".encode() for name in ("127.0.0.1", "localhost", "[::1]")}
        if len(hosts) != 1 or hosts[0].lower() not in names:
            return False
        if any(origin != b"http://" + hosts[0] for origin in headers.get(b"origin", ())):
            return False
        site = headers.get(b"sec-fetch-site", [b"same-origin"])
        if scope["method"] in ("GET", "HEAD"):
            return site[0] in (b"same-origin", b"none")  # a link on another site does not open us
        kind = headers.get(b"content-type", [b""])[0].partition(b";")[0].strip().lower()
        size = headers.get(b"content-length", [b""])[0]
        small = size.isdigit() and int(size) <= MAX_BODY
        return (
            scope["method"] == "POST" and site[0] == b"same-origin" and kind == b"application/json" and small
        )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


async def _refuse(send: Send) -> None:
    body = b"Not found\n"
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": 404, "headers": headers})
    await send({"type": "http.response.body", "body": body})
