"""A small client that speaks to the local outlets under their real names."""

from __future__ import annotations

import gzip
import http.client
import socket
from collections.abc import Mapping
from types import TracebackType
from urllib.parse import urljoin, urlsplit

from tests.site.server import Server


class Reply:
    """What came back."""

    def __init__(self, url: str, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.url, self.status, self.body = url, status, body
        self.headers = {name.lower(): value for name, value in headers.items()}

    @property
    def text(self) -> str:
        return self.body.decode()


class Client:
    """Keeps a connection per host; every host is the server's own port, with the right name in TLS and Host."""

    def __init__(self, server: Server, timeout: float = 10) -> None:
        self.server, self.timeout = server, timeout
        self.connections: dict[tuple[str, str], http.client.HTTPConnection] = {}

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for connection in self.connections.values():
            connection.close()

    def _connection(self, scheme: str, host: str) -> http.client.HTTPConnection:
        connection = self.connections.get((scheme, host))
        if connection is None:
            port = self.server.https if scheme == "https" else self.server.http
            connection = http.client.HTTPConnection(host, 80, timeout=self.timeout)
            connection.auto_open = 0
            raw = socket.create_connection(("127.0.0.1", port), self.timeout)
            if scheme == "https":
                raw = self.server.client_context().wrap_socket(raw, server_hostname=host)
            connection.sock = raw
            self.connections[scheme, host] = connection
        return connection

    def get(self, url: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> Reply:
        """One request, no redirect followed; a broken connection is forgotten and its error raised."""
        parts = urlsplit(url)
        connection = self._connection(parts.scheme, parts.netloc)
        target = parts._replace(scheme="", netloc="").geturl() or "/"
        try:
            connection.request(method, target, headers={"Accept-Encoding": "gzip", **(headers or {})})
            response = connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException):
            self.connections.pop((parts.scheme, parts.netloc)).close()
            raise
        if response.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        return Reply(url, response.status, dict(response.headers), body)

    def follow(self, url: str, most: int = 10) -> Reply:
        """One request and the redirects behind it."""
        for _ in range(most):
            reply = self.get(url)
            if "location" not in reply.headers:
                return reply
            url = urljoin(url, reply.headers["location"])
        raise RuntimeError(f"{url}: more than {most} redirects")
