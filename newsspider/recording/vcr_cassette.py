"""vcrpy's cassette, read and written as this project's fixtures are, with a table of contents.

Only what plays or records imports this: vcrpy imports every HTTP library that is installed, which takes a fifth of
the time in which a command starts.
"""

from __future__ import annotations

import difflib
import logging
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from vcr.cassette import Cassette
from vcr.record_mode import RecordMode
from vcr.request import Request as VCRRequest
from vcr.serialize import deserialize as vcr_deserialize
from vcr.serialize import serialize as vcr_serialize

from newsspider.recording import fixtures
from newsspider.recording.cassette_files import CassetteError, cassette_files, request_key
from newsspider.recording.fixtures import FixtureError

__all__ = ["IndexedCassette"]

logger = logging.getLogger(__name__)

NEAREST = 3


class _Persister:
    """Reads and writes cassettes the way this project's fixtures are read and written."""

    @staticmethod
    def load_cassette(path: Path, serializer: Any) -> tuple[list[VCRRequest], list[dict[str, Any]]]:
        requests: list[VCRRequest] = []
        responses: list[dict[str, Any]] = []
        seen: set[tuple[str, str]] = set()
        for file in cassette_files(path):
            try:
                new_requests, new_responses, *_ = vcr_deserialize(file.read_text("utf-8"), serializer)
                for response in new_responses:
                    _check(response)
                keys = [request_key(request.method, request.uri) for request in new_requests]
            except FixtureError as error:
                raise CassetteError(f"{file}: {error}") from None
            except UnicodeDecodeError:
                raise CassetteError(f"{file}: not a cassette: it is not UTF-8 text") from None
            except (KeyError, TypeError, AttributeError, ValueError) as error:
                reason = str(error).splitlines()[0] if str(error) else type(error).__name__
                raise CassetteError(
                    f"{file}: an interaction is not as vcrpy writes it ({reason}); record the cassette again"
                ) from None
            # A URL that several files hold (robots.txt, mostly) is answered by the first: only within one
            # file is a second response the answer to a second request.
            for key, request, response in zip(keys, new_requests, new_responses, strict=True):
                if key not in seen:
                    requests.append(request)
                    responses.append(response)
                elif urlsplit(request.uri).path != "/robots.txt":
                    logger.warning(
                        "%s: %s is recorded in an earlier file too; that one is played", file, key[1]
                    )
            seen.update(keys)
        return requests, responses

    @staticmethod
    def save_cassette(path: Path, cassette: dict[str, Any], serializer: Any) -> None:
        text = vcr_serialize(cassette, serializer)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(path.name + ".part")
        draft.write_text(text, encoding="utf-8")
        os.replace(draft, path)  # a crawl that is killed here leaves the old file or the new one, whole


def _check(response: Mapping[str, Any]) -> None:
    """Raise KeyError or TypeError where a response lacks what replaying it needs."""
    if not isinstance(response["body"]["string"], bytes) or not isinstance(response["status"]["code"], int):
        raise TypeError("a body is not text or a status is not a number")
    if not isinstance(response["headers"], Mapping):
        raise TypeError("its headers are not a mapping")


class IndexedCassette(Cassette):  # type: ignore[misc]  # vcrpy is not typed
    """vcrpy's cassette with a table of contents: vcrpy itself reads every entry for every request."""

    def __init__(self, path: Path, *, record: bool) -> None:
        self.positions: dict[tuple[str, str], list[int]] = {}
        mode = RecordMode.ALL if record else RecordMode.NONE
        super().__init__(path, serializer=fixtures, persister=_Persister, record_mode=mode)
        if not record:
            self._load()

    def take(self, method: str, url: str, body: bytes | None) -> dict[str, Any] | None:
        """The next recorded response to a request, None where there is no further one."""
        wanted = VCRRequest(method, url, body, {})
        response: dict[str, Any] | None = None
        if self.can_play_response_for(wanted):
            response = self.play_response(wanted)
        return response

    def keep(self, method: str, url: str, body: bytes | None, response: dict[str, Any]) -> None:
        """Add a response."""
        self.append(VCRRequest(method, url, body, {}), response)

    def keep_instead(self, method: str, url: str, response: dict[str, Any]) -> None:
        """Put a response in place of the one that was kept of this request last."""
        position = self.positions[request_key(method, url)][-1]
        self.data[position] = (self.data[position][0], response)

    def save(self) -> None:
        """Write the file if anything was recorded since the last time."""
        self._save()

    def append(self, request: VCRRequest, response: dict[str, Any]) -> None:
        super().append(request, response)
        self.positions.setdefault(request_key(request.method, request.uri), []).append(len(self.data) - 1)

    def _responses(self, request: VCRRequest) -> Iterator[tuple[int, dict[str, Any]]]:
        for position in self.positions.get(request_key(request.method, request.uri), ()):
            yield position, self.data[position][1]

    def nearest(self, url: str) -> list[str]:
        """The recorded addresses most like this one, best first."""
        urls = [uri for _, uri in self.positions]
        host = urlsplit(url).netloc
        same_host = [uri for uri in urls if urlsplit(uri).netloc == host]
        return difflib.get_close_matches(url, same_host, NEAREST) or difflib.get_close_matches(
            url, urls, NEAREST
        )
