"""New alerts to where someone looks: a file, a command, a webhook, e-mail.

Settings::

    DRIFT_FILE = ""                # a file that each new alert is added to, as a line of JSON
    DRIFT_COMMAND = ""             # a program with its arguments; it gets the new alerts as JSON on its standard input
    DRIFT_WEBHOOK = ""             # an address that the new alerts are posted to as JSON
    DRIFT_WEBHOOK_SECRET = ""      # signs what is posted: X-Newsspider-Signature is sha256= and the HMAC of TIMESTAMP.BODY
    DRIFT_MAIL_TO = ""             # e-mail addresses, separated by commas
    DRIFT_MAIL_FROM = ""           # the sender's address (default: the first of DRIFT_MAIL_TO)
    DRIFT_SMTP = "smtp://localhost:25"    # the mail server: smtp://USER:PASSWORD@HOST:PORT with STARTTLS where it is offered, or smtps://
    DRIFT_TRIES = 3                # how often a webhook or mail server is tried, after 1, 2, 4 … seconds

Every alert goes to each channel once. What a channel did not take is offered to it again by the next crawl, or by
``newsspider drift``; a warning says so. Acknowledged alerts are not sent.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import shlex
import smtplib
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from email.message import EmailMessage
from http.client import HTTPException
from pathlib import Path
from typing import IO, Any, Self
from urllib.parse import unquote, urlsplit

from scrapy.settings import BaseSettings

from extractors.version import __version__
from newsspider.drift.model import Alert, Ledger
from newsspider.drift.wording import as_record, sentence

__all__ = ["Channels", "NotDelivered", "deliver"]

logger = logging.getLogger(__name__)

_TIMEOUT = 10.0  # seconds for one try
_COMMAND_TIMEOUT = 60.0
_WORTH_A_RETRY = (408, 425, 429, 500, 502, 503, 504)


class NotDelivered(Exception):
    """A channel did not take the alerts; the message is one sentence without any password."""


class _Passing(Exception):
    """A try failed in a way that may pass."""


@dataclass(frozen=True)
class Channels:
    """Where alerts go; what is empty is not used."""

    file: str = ""
    command: str = ""
    webhook: str = ""
    secret: str = ""
    mail_to: tuple[str, ...] = ()
    mail_from: str = ""
    smtp: str = "smtp://localhost:25"
    tries: int = 3
    pause: Callable[[float], None] = time.sleep

    @classmethod
    def of(cls, settings: BaseSettings) -> Self:
        def text(name: str, default: str = "") -> str:
            return str(settings.get(name) or default).strip()

        receivers = settings.get("DRIFT_MAIL_TO") or ""
        words = receivers.split(",") if isinstance(receivers, str) else [str(one) for one in receivers]
        return cls(
            file=text("DRIFT_FILE"),
            command=text("DRIFT_COMMAND"),
            webhook=text("DRIFT_WEBHOOK"),
            secret=text("DRIFT_WEBHOOK_SECRET"),
            mail_to=tuple(word.strip() for word in words if word.strip()),
            mail_from=text("DRIFT_MAIL_FROM"),
            smtp=text("DRIFT_SMTP", cls.smtp),
            tries=max(1, settings.getint("DRIFT_TRIES", 3)),
        )

    def all(self) -> Iterator[tuple[str, Callable[[Sequence[Alert]], None]]]:
        """The channels that are in use, by name. Each raises NotDelivered."""
        if self.file:
            yield "file", self._to_file
        if self.command:
            yield "command", self._to_command
        if self.webhook:
            yield "webhook", lambda alerts: self._tried("the webhook", lambda: self._post(alerts))
        if self.mail_to:
            yield "mail", lambda alerts: self._tried("the mail server", lambda: self._mail(alerts))

    def _tried(self, what: str, once: Callable[[], None]) -> None:
        """Try until it is taken, with twice the pause each time."""
        for number in range(self.tries):
            if number:
                self.pause(2.0 ** (number - 1))
            try:
                once()
                return
            except _Passing as error:
                why = str(error)
        raise NotDelivered(f"{what} did not take it in {self.tries} tries: {why}")

    # -- a file and a program of this machine

    def _to_file(self, alerts: Sequence[Alert]) -> None:
        try:
            path = Path(self.file)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8") as file:
                file.writelines(f"{json.dumps(as_record(alert), ensure_ascii=False)}\n" for alert in alerts)
        except OSError as error:
            raise NotDelivered(f"DRIFT_FILE {self.file}: {error.strerror or error}") from None

    def _to_command(self, alerts: Sequence[Alert]) -> None:
        try:
            words = shlex.split(self.command)
            # the words may hold a password: only the program is named
            name = words[0]
            done = subprocess.run(
                words,
                input=_document(alerts),
                timeout=_COMMAND_TIMEOUT,
                stdout=subprocess.DEVNULL,
                check=False,
            )
        except (ValueError, IndexError):
            raise NotDelivered("DRIFT_COMMAND: this is not a command: a quote is not closed") from None
        except subprocess.TimeoutExpired:
            raise NotDelivered(
                f"DRIFT_COMMAND {name}: it took more than {_COMMAND_TIMEOUT:g} seconds"
            ) from None
        except OSError as error:
            raise NotDelivered(f"DRIFT_COMMAND {name}: {error.strerror or error}") from None
        if done.returncode:
            raise NotDelivered(f"DRIFT_COMMAND {name}: it ended with exit code {done.returncode}")

    # -- the webhook

    def _post(self, alerts: Sequence[Alert]) -> None:
        if urlsplit(self.webhook).scheme not in ("http", "https"):
            raise NotDelivered("DRIFT_WEBHOOK: this is not a web address (https://…)")
        request = urllib.request.Request(self.webhook, data=_document(alerts), headers=self._headers(alerts))
        host = urlsplit(self.webhook).hostname
        try:
            with _no_redirects().open(request, timeout=_TIMEOUT) as response:
                response.read(1)
        except urllib.error.HTTPError as error:
            with error:
                if error.code in _WORTH_A_RETRY:
                    raise _Passing(f"{host}: HTTP {error.code}") from None
            raise NotDelivered(f"DRIFT_WEBHOOK {host}: HTTP {error.code}") from None
        except (OSError, HTTPException) as error:
            cause = error.reason if isinstance(error, urllib.error.URLError) else error
            raise _Passing(f"{host}: {getattr(cause, 'strerror', None) or type(cause).__name__}") from None
        except ValueError:
            raise NotDelivered("DRIFT_WEBHOOK: this is not a web address (https://…)") from None

    def _headers(self, alerts: Sequence[Alert]) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "User-Agent": f"newsspider/{__version__}"}
        if self.secret:
            stamp = str(int(time.time()))
            signed = hmac.new(self.secret.encode(), f"{stamp}.".encode() + _document(alerts), hashlib.sha256)
            headers["X-Newsspider-Timestamp"] = stamp
            headers["X-Newsspider-Signature"] = f"sha256={signed.hexdigest()}"
        return headers

    # -- e-mail

    def _mail(self, alerts: Sequence[Alert]) -> None:
        server = urlsplit(self.smtp)
        try:
            port = server.port
        except ValueError:
            raise NotDelivered("DRIFT_SMTP: its port is not a number") from None
        if server.scheme not in ("smtp", "smtps") or not server.hostname:
            raise NotDelivered("DRIFT_SMTP: this is not smtp://HOST:PORT or smtps://HOST:PORT")
        where = server.hostname
        context = ssl.create_default_context()
        try:
            client = (
                smtplib.SMTP_SSL(where, port or 465, timeout=_TIMEOUT, context=context)
                if server.scheme == "smtps"
                else smtplib.SMTP(where, port or 25, timeout=_TIMEOUT)
            )
            with client:
                client.ehlo()
                if server.scheme == "smtp" and client.has_extn("starttls"):
                    client.starttls(context=context)
                    client.ehlo()
                if server.username:
                    client.login(unquote(server.username), unquote(server.password or ""))
                client.send_message(self._letter(alerts))
        except smtplib.SMTPAuthenticationError:
            raise NotDelivered(f"DRIFT_SMTP {where}: user or password is refused") from None
        except smtplib.SMTPRecipientsRefused as error:
            raise NotDelivered(f"DRIFT_SMTP {where}: refuses {', '.join(error.recipients)}") from None
        except smtplib.SMTPResponseException as error:
            if error.smtp_code >= 500:
                raise NotDelivered(f"DRIFT_SMTP {where}: {error.smtp_code}") from None
            raise _Passing(f"{where}: {error.smtp_code}") from None
        except smtplib.SMTPNotSupportedError:
            raise NotDelivered(f"DRIFT_SMTP {where}: it takes no user and password here") from None
        except (OSError, smtplib.SMTPException) as error:
            raise _Passing(f"{where}: {getattr(error, 'strerror', None) or type(error).__name__}") from None

    def _letter(self, alerts: Sequence[Alert]) -> EmailMessage:
        letter = EmailMessage()
        letter["From"] = self.mail_from or self.mail_to[0]
        letter["To"] = ", ".join(self.mail_to)
        first = " ".join(alerts[0].message.split())
        more = f" (and {len(alerts) - 1} more)" if len(alerts) > 1 else ""
        letter["Subject"] = f"[newsspider] {first[:150]}{more}"
        parts = []
        for alert in alerts:
            addresses = "".join(f"\n    {url}" for url in alert.examples)
            parts.append(f"#{alert.id}  {sentence(alert)}{addresses}\n")
        parts.append("newsspider drift ack NUMBER keeps an alert quiet; newsspider drift shows them all.\n")
        letter.set_content("\n".join(parts))
        return letter


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A signed message goes to the address that was given, and nowhere else."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> None:
        return None


def _no_redirects() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_NoRedirects)


def _document(alerts: Sequence[Alert]) -> bytes:
    return json.dumps({"alerts": [as_record(alert) for alert in alerts]}, ensure_ascii=False).encode()


def deliver(ledger: Ledger, alerts: Sequence[Alert], channels: Channels) -> list[Alert]:
    """Send what a channel has not had yet; returns the alerts as they are in the ledger then.

    A channel that does not take them is named in a warning. Raises BackendError.
    """
    told = {alert.id: set(alert.told) for alert in alerts}
    for name, send in channels.all():
        new = [alert for alert in alerts if not alert.acknowledged and name not in told[alert.id]]
        if not new:
            continue
        try:
            send(new)
        except NotDelivered as error:
            logger.warning("%d new alerts were not delivered and will be tried again: %s", len(new), error)
        else:
            for alert in new:
                told[alert.id].add(name)
    done = [replace(alert, told=tuple(sorted(told[alert.id]))) for alert in alerts]
    changed = [new for new, old in zip(done, alerts, strict=True) if new.told != old.told]
    if changed:
        ledger.put_alerts(changed)
    return done
