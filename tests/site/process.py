"""The site in a separate process, so that its cost is not counted with what is measured."""

from __future__ import annotations

import contextlib
import http.client
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.site.server import scrapy_settings

ROOT = Path(__file__).parents[2]


class Remote:
    """A site in another process. http, https: its ports; ca_file: the authority to trust."""

    def __init__(self, http: int, https: int, ca_file: str) -> None:
        self.http, self.https, self.ca_file = http, https, Path(ca_file)

    def ask(self, page: str, **query: Any) -> Any:
        """One of the control pages (``articles``, ``golden``, ``log``, ``counts``, ``fault`` …).

        Raises ValueError, with the server's sentence, for a question it does not understand.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.http, timeout=60)
        with contextlib.closing(connection):
            connection.request("GET", f"/_site/{page}?{urlencode(query)}")
            answer = json.loads(connection.getresponse().read())
        if isinstance(answer, dict) and "error" in answer:
            raise ValueError(answer["error"])
        return answer

    def settings(self) -> dict[str, Any]:
        """The settings that Scrapy needs to crawl this site."""
        return scrapy_settings(self.http, self.https)

    def environment(self) -> dict[str, str]:
        """What a process has to find in its environment to trust this site."""
        return {"SSL_CERT_FILE": str(self.ca_file)}


@contextlib.contextmanager
def process(**options: Any) -> Iterator[Remote]:
    """``python -m tests.site`` while the block lasts; options as on its command line (``page_bytes=111_000``)."""
    command = [sys.executable, "-m", "tests.site", "--port=0", "--https-port=0", "--json"]
    for name, value in options.items():
        flag = f"--{name.replace('_', '-')}"
        command.append(flag if value is True else f"{flag}={value}")
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert running.stdout
        line = running.stdout.readline()
        if not line:
            raise RuntimeError(f"the site did not start: {' '.join(command)}")
        yield Remote(**json.loads(line))
    finally:
        running.terminate()
        running.wait(20)


def peak_of(pid: int) -> int:
    """Bytes that a process has held at most, 0 where the system does not report it."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")), 0)
