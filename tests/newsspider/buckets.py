"""A server that plays S3, on loopback, and can be told to be overloaded."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from typing import Any, Self

__all__ = ["Buckets"]

_OVERLOADED = b"<Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>"


class Buckets:
    """Runs in a ``with`` block, in which ``environment`` leads this process and those that it starts to it.

    While ``overloaded`` is set every request is answered with 503. ``puts`` are the paths of what was written.
    """

    def __init__(self) -> None:
        from moto.server import DomainDispatcherApplication, create_backend_app
        from werkzeug.serving import WSGIRequestHandler, make_server

        class Silent(WSGIRequestHandler):
            def log(self, *_: Any) -> None: ...

        self._app: Any = DomainDispatcherApplication(create_backend_app)
        self._server = make_server("127.0.0.1", 0, self._answer, threaded=True, request_handler=Silent)
        self.overloaded = threading.Event()
        self.puts: list[str] = []
        self.environment = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self._server.server_port}",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_MAX_ATTEMPTS": "1",
        }
        self._before: dict[str, str | None] = {}

    def _answer(self, request: dict[str, Any], start: Any) -> Iterable[bytes]:
        if self.overloaded.is_set():
            length = ("Content-Length", str(len(_OVERLOADED)))
            start("503 Slow Down", [("Content-Type", "application/xml"), length])
            return [] if request["REQUEST_METHOD"] == "HEAD" else [_OVERLOADED]
        if request["REQUEST_METHOD"] == "PUT":
            self.puts.append(request["PATH_INFO"])
        answer: Iterable[bytes] = self._app(request, start)
        return answer

    def __enter__(self) -> Self:
        self._before = {name: os.environ.get(name) for name in self.environment}
        os.environ |= self.environment
        _forget_servers()
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        for name, value in self._before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
        _forget_servers()


def _forget_servers() -> None:
    """fsspec keeps what it has connected, whatever the environment says by then."""
    from s3fs import S3FileSystem

    S3FileSystem.clear_instance_cache()
