"""Alerts delivered to real servers on loopback: a webhook that fails and recovers, a mail server with a password."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import ssl
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from aiosmtpd.smtp import AuthResult
from scrapy.settings import Settings

from newsspider.drift.delivery import Channels, NotDelivered, deliver
from newsspider.drift.ledger_db import LedgerDB
from newsspider.drift.model import Alert
from newsspider.runtime.credentials import redact

ALERT = Alert(
    "kontan", "key", "desk", "editors", 490_000, 490_001, 38, 0, 0.97, False,
    "kontan desk: editors empty since Tue 14:00 (0 of 38 pages, 97 % before); other layouts fine",
    nearest=".ed-name", examples=("https://www.kontan.co.id/news/a",), id=7,
)  # fmt: skip
OTHER = replace(ALERT, key="keywords", message="kontan desk: keywords empty", id=8)
PASSWORD = "sandi-rahasia"


@dataclass
class Hook:
    """A webhook: the statuses that it answers with, the last one for good, and what it was sent."""

    statuses: list[int]
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def hook() -> Iterator[Hook]:
    hook = Hook([200])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.got.append((dict(self.headers), body))
            status = hook.statuses.pop(0) if len(hook.statuses) > 1 else hook.statuses[0]
            self.send_response(status)
            if status == 302:
                self.send_header("Location", hook.url + "elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hook.url = f"http://127.0.0.1:{server.server_port}/hook/T0P-SECRET"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield hook
    server.shutdown()
    server.server_close()
    thread.join(5)


def channels(pauses: list[float] | None = None, **values: Any) -> Channels:
    return Channels(pause=(pauses if pauses is not None else []).append, **values)


def send(one: Channels, *alerts: Alert) -> None:
    for _, channel in one.all():
        channel(alerts)


# -- the webhook


def test_what_is_posted_is_json_and_signed(hook: Hook) -> None:
    send(channels(webhook=hook.url, secret=PASSWORD), ALERT, OTHER)
    ((headers, body),) = hook.got
    sent = json.loads(body)["alerts"]
    assert [one["id"] for one in sent] == [7, 8]
    assert sent[0]["message"].endswith("; nearest element now `.ed-name`")
    stamp = headers["X-Newsspider-Timestamp"]
    expected = hmac.new(PASSWORD.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["X-Newsspider-Signature"] == f"sha256={expected}"
    assert headers["Content-Type"] == "application/json"


def test_without_a_secret_there_is_no_signature(hook: Hook) -> None:
    send(channels(webhook=hook.url), ALERT)
    assert not [name for name in hook.got[0][0] if name.startswith("X-Newsspider")]


def test_a_server_that_recovers_gets_it_after_twice_the_pause(hook: Hook) -> None:
    hook.statuses, pauses = [503, 429, 500, 200], []
    send(channels(pauses, webhook=hook.url, tries=4), ALERT)
    assert (len(hook.got), pauses) == (4, [1.0, 2.0, 4.0])


@pytest.mark.parametrize(("status", "asked"), [(404, 1), (302, 1), (503, 3)])
def test_what_is_refused_names_the_host_and_not_the_secret_address(
    hook: Hook, status: int, asked: int
) -> None:
    hook.statuses = [status]
    with pytest.raises(NotDelivered) as refused:
        send(channels(webhook=hook.url, secret=PASSWORD), ALERT)
    assert len(hook.got) == asked
    assert f"127.0.0.1: HTTP {status}" in str(refused.value)
    assert "SECRET" not in str(refused.value) and PASSWORD not in str(refused.value)


def test_nobody_listens(hook: Hook) -> None:
    with pytest.raises(
        NotDelivered, match=r"the webhook did not take it in 2 tries: 127\.0\.0\.1: Connection refused"
    ):
        send(channels(webhook="http://127.0.0.1:9/x", tries=2), ALERT)
    with pytest.raises(NotDelivered, match="DRIFT_WEBHOOK: this is not a web address"):
        send(channels(webhook="file:///etc/passwd"), ALERT)


# -- e-mail


class AnyPort(Controller):
    """A server on a port that is free."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class Letters(Message):
    def __init__(self) -> None:
        super().__init__()
        self.got: list[Any] = []

    def handle_message(self, message: Any) -> None:
        self.got.append(message_from_bytes(bytes(message), policy=default))


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[trustme.CA, Path]:
    authority = trustme.CA()
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return authority, path


@pytest.fixture
def mail_server(authority: tuple[trustme.CA, Path]) -> Iterator[tuple[Letters, int]]:
    """A server that wants STARTTLS and a password."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority[0].issue_cert("localhost").configure_cert(context)

    def authenticate(_: Any, __: Any, ___: Any, how: str, given: Any) -> AuthResult:
        return AuthResult(success=given.password == PASSWORD.encode(), handled=False)

    letters = Letters()
    server = AnyPort(
        letters, "127.0.0.1", 0, tls_context=context, require_starttls=True, authenticator=authenticate, auth_required=True
    )  # fmt: skip
    server.start()
    yield letters, server.port
    server.stop()


def test_a_letter_arrives_over_tls_with_all_alerts(
    mail_server: tuple[Letters, int], authority: tuple[trustme.CA, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    letters, port = mail_server
    monkeypatch.setenv("SSL_CERT_FILE", str(authority[1]))
    where = f"smtp://monitor:{PASSWORD}@localhost:{port}"
    send(channels(mail_to=("a@example.org", "b@example.org"), smtp=where), ALERT, OTHER)
    (letter,) = letters.got
    assert (letter["From"], letter["To"]) == ("a@example.org", "a@example.org, b@example.org")
    assert letter["Subject"].startswith("[newsspider] kontan desk: editors empty since Tue 14:00")
    assert letter["Subject"].endswith("(and 1 more)")
    text = letter.get_content()
    assert "#7  kontan desk: editors empty" in text and "https://www.kontan.co.id/news/a" in text
    assert "#8  kontan desk: keywords empty" in text
    assert PASSWORD not in bytes(letter).decode()


@pytest.mark.parametrize(
    ("user", "trusted", "said"),
    [
        ("monitor:falsch123", True, "user or password is refused"),
        ("monitor:" + PASSWORD, False, "did not take it in 3 tries: localhost: "),
    ],
)
def test_a_server_that_does_not_know_us_or_that_we_do_not_trust(
    mail_server: tuple[Letters, int],
    authority: tuple[trustme.CA, Path],
    monkeypatch: pytest.MonkeyPatch,
    user: str,
    trusted: bool,
    said: str,
) -> None:
    letters, port = mail_server
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(authority[1]))
    with pytest.raises(NotDelivered) as refused:
        send(channels(mail_to=("a@example.org",), smtp=f"smtp://{user}@localhost:{port}"), ALERT)
    assert said in str(refused.value) and user.partition(":")[2] not in str(refused.value)
    assert not letters.got


@pytest.mark.parametrize("smtp", ["mail.example.org", "http://mail.example.org", "smtp://a:port", "smtp://"])
def test_an_address_that_is_no_mail_server(smtp: str) -> None:
    with pytest.raises(NotDelivered, match="DRIFT_SMTP: "):
        send(channels(mail_to=("a@example.org",), smtp=smtp), ALERT)


# -- this machine


def test_a_file_gets_a_line_for_each_alert_and_a_program_all_of_them(tmp_path: Path) -> None:
    out, program = tmp_path / "deeper" / "alerts.jsonl", tmp_path / "program.py"
    program.write_text("import sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read())")
    one = channels(file=str(out), command=f"{sys.executable} '{program}' '{tmp_path / 'got file.json'}'")
    send(one, ALERT)
    send(one, OTHER)
    assert [json.loads(line)["key"] for line in out.read_text().splitlines()] == ["editors", "keywords"]
    assert json.loads((tmp_path / "got file.json").read_text())["alerts"][0]["key"] == "keywords"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"file": "/proc/none/alerts"}, "DRIFT_FILE /proc/none/alerts: "),
        (
            {"command": "there-is-no-such-program sandi"},
            "DRIFT_COMMAND there-is-no-such-program: No such file",
        ),
        ({"command": "false"}, "DRIFT_COMMAND false: it ended with exit code 1"),
        ({"command": "say 'it"}, "a quote is not closed"),
    ],
)
def test_what_this_machine_does_not_take(values: dict[str, str], said: str) -> None:
    with pytest.raises(NotDelivered) as refused:
        send(channels(**values), ALERT)
    assert said in str(refused.value) and "sandi" not in str(refused.value)


# -- once for each channel


def test_each_channel_gets_an_alert_once_and_what_it_did_not_take_again(
    hook: Hook, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ledger = LedgerDB(tmp_path / "drift.sqlite")
    alerts = ledger.put_alerts([replace(ALERT, id=0), replace(OTHER, id=0)])
    hook.statuses = [503, 200]
    out = tmp_path / "alerts.jsonl"
    one = channels(file=str(out), webhook=hook.url, tries=1)
    with caplog.at_level(logging.WARNING):
        deliver(ledger, alerts, one)
    assert "2 new alerts were not delivered and will be tried again: the webhook" in caplog.text
    assert len(out.read_text().splitlines()) == 2
    for _ in range(2):
        deliver(ledger, ledger.alerts(), one)
    assert len(hook.got) == 2 and len(out.read_text().splitlines()) == 2
    assert {alert.told for alert in ledger.alerts()} == {("file", "webhook")}


def test_acknowledged_alerts_stay_quiet(hook: Hook, tmp_path: Path) -> None:
    ledger = LedgerDB(tmp_path / "drift.sqlite")
    alerts = ledger.put_alerts([replace(ALERT, id=0, acknowledged=True)])
    deliver(ledger, alerts, channels(webhook=hook.url))
    assert hook.got == []


def test_the_settings() -> None:
    settings = Settings(
        {"DRIFT_MAIL_TO": "a@example.org, b@example.org", "DRIFT_WEBHOOK": " https://example.org/x ", "DRIFT_TRIES": "0"}
    )  # fmt: skip
    one = Channels.of(settings)
    assert (one.mail_to, one.webhook) == (("a@example.org", "b@example.org"), "https://example.org/x")
    assert (one.tries, one.smtp, one.file) == (1, "smtp://localhost:25", "")
    assert [name for name, _ in Channels.of(Settings()).all()] == []
    assert PASSWORD not in redact(f"smtp://monitor:{PASSWORD}@mail.example.org:587")
