"""The server's own pages, under ``http://127.0.0.1:PORT/_site/``: what is there, what was asked, what goes wrong.

For a site that runs as a separate process; a test in the same process asks the objects.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tests.site import lists
from tests.site.faults import FAULTS
from tests.site.lists import Answer, Request
from tests.site.site import WIB

if TYPE_CHECKING:
    from tests.site.server import Server

_READ: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(("code", "times", "skip", "length", "sent", "fetches", "by", "chunk"), int),
    **dict.fromkeys(("seconds", "keep", "share", "after", "until", "retry_after"), float),
    "names": json.loads,
}
"""How the options of a fault are read; the others are text."""


def wanted(request: Request) -> bool:
    return request.host in ("127.0.0.1", "localhost") and request.path.startswith("/_site/")


def answer(server: Server, request: Request) -> Answer:
    """JSON; every mistake is one sentence in ``error``."""
    site, query = server.site, request.query
    try:
        what = request.path.removeprefix("/_site/")
        if what == "articles":
            chosen = site.articles(
                query.get("outlet"),
                since=query.get("since"),
                until=query.get("until"),
                layout=query.get("layout"),
                section=query.get("section"),
            )
            return lists.as_json(
                [
                    {
                        "url": e.url,
                        "twins": list(e.addresses.values())[1:],
                        "pages": e.pages(),
                        "outlet": e.outlet,
                        "layout": e.layout,
                        "published": e.story.published.isoformat(),
                        "changed": e.changed.isoformat(),
                    }
                    for e in chosen
                ]
            )
        if what == "golden":
            return lists.as_json(site.golden(query["url"]))
        if what == "log":
            rows = server.log[request.number("from", 0) :]
            return lists.as_json(
                [
                    {"time": r.time, "method": r.method, "url": r.url, "status": r.status, "fault": r.fault}
                    for r in rows
                ]
            )
        if what == "counts":
            counts: dict[str, Any] = {"requests": len(server.log), "statuses": {}, "faults": {}}
            for row in server.log:
                counts["statuses"][row.status] = counts["statuses"].get(row.status, 0) + 1
            for fault in server.faults:
                counts["faults"][f"{fault.name} {fault.url}"] = fault.hits
            return lists.as_json(counts)
        if what == "fault":
            make = FAULTS[query.pop("name")]
            options: dict[str, Any] = {name: _READ.get(name, str)(value) for name, value in query.items()}
            server.add(make(**options))
            return lists.as_json({"faults": len(server.faults)})
        if what == "clear":
            server.clear()
            return lists.as_json({"faults": 0})
        if what == "repair":
            server.faults = [fault for fault in server.faults if fault.url != query["url"]]
            return lists.as_json({"faults": len(server.faults)})
        if what == "revise":
            return lists.as_json({"changed": site.revise(query["url"], _moment(query)).changed.isoformat()})
        if what == "publish":
            fresh = site.publish(query["outlet"], request.number("count", 1), _moment(query))
            return lists.as_json([entry.url for entry in fresh])
        if what == "":
            return lists.as_json(
                {
                    "pages": "articles golden log counts fault clear repair revise publish",
                    "faults": list(FAULTS),
                }
            )
    except (LookupError, TypeError, ValueError) as error:
        return _wrong(f"{type(error).__name__}: {error}")
    return _wrong(
        f"there is no page {request.path}; there are articles golden log counts fault clear repair revise publish"
    )


def _moment(query: Mapping[str, str]) -> datetime | None:
    """``when``, in the outlets' own zone."""
    return datetime.fromisoformat(query["when"]).astimezone(WIB) if "when" in query else None


def _wrong(sentence: str) -> Answer:
    page = lists.as_json({"error": sentence})
    return Answer(page.body, 400, page.type)
