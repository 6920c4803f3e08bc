"""``newsspider drift``: what has changed at the outlets, by the counts of all crawls."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from extractors import OUTLETS
from extractors.vocabulary.dates import WIB
from newsspider.commands.reextract import check_outlet
from newsspider.corpora.output import counts_place, print_table, store_place
from newsspider.crawl.report import Exit
from newsspider.crawl.sites import load_sites
from newsspider.discovery import WindowError, read_window
from newsspider.drift.delivery import Channels, deliver
from newsspider.drift.grouping import series_of
from newsspider.drift.ledger_db import LedgerDB
from newsspider.drift.model import Alert
from newsspider.drift.observed import hour_of
from newsspider.drift.overview import LayoutOverview, overview
from newsspider.drift.review import goldens_of, review
from newsspider.drift.watch import watched
from newsspider.drift.wording import as_record, sentence
from newsspider.runtime.backend import BackendError
from newsspider.runtime.console import (
    Fault,
    FaultCommand,
    NotKept,
    project_folder,
    shown,
    visible,
    visible_json,
)
from newsspider.runtime.database import is_there
from newsspider.store import ArticleStore, StoreError
from newsspider.store.recounting import rebuild

HEADER = ("outlet", "layout", "articles today", "a day before", "rarest now", "watched since")


class Command(FaultCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[ack NUMBER ... | rebuild] [options]"

    def short_desc(self) -> str:
        return "Show what has changed at the outlets, by the counts of all crawls"

    def long_desc(self) -> str:
        return (
            "Without an action: the open alerts, then each layout with its articles and the key that fell most. "
            "ack: keep alerts quiet until what they say is over; with --accept, take what is now for what is usual. "
            "rebuild: fill the ledger from the store, where its file was lost. "
            "Exit code 0: nothing has changed that is not acknowledged; 6: something has."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add = parser.add_argument
        add("--outlet", metavar="NAME", help="only this outlet")
        add(
            "--since",
            metavar="DATE",
            help='all alerts raised since then, closed ones too: 2024-01-31, "3 days" …',
        )
        add("--json", action="store_true", help="alerts and layouts as JSON")
        add("--accept", action="store_true", help="ack: from now on this is usual; the history begins anew")

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        load_sites(self.settings["DATA_DIR"])
        check_outlet(opts.outlet)
        actions: dict[str, Callable[[LedgerDB, list[str], argparse.Namespace], None]] = {
            "show": self._show,
            "ack": self._acknowledge,
            "rebuild": self._rebuild,
        }
        name, *rest = args or ["show"]
        if name not in actions:
            raise Fault(f"drift: {name!r} is not one of its actions; there are {', '.join(actions)}")
        place = counts_place(self.settings)
        if not is_there(place) and name != "rebuild":
            raise Fault(
                f"{shown(place)}: no crawl has counted anything here yet; `newsspider drift rebuild` counts the store"
            )
        try:
            ledger = LedgerDB(place)
            try:
                actions[name](ledger, rest, opts)
            finally:
                ledger.close()
        except BackendError as error:
            fault = NotKept if error.full else Fault
            raise fault(f"{shown(place)}: it cannot be read or written: {error}") from None

    # -- show

    def _show(self, ledger: LedgerDB, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise Fault("drift: it takes no arguments; --outlet NAME shows one outlet")
        assert self.settings is not None
        now, project = hour_of(datetime.now(UTC)), project_folder()
        names = [opts.outlet] if opts.outlet else ledger.outlets()
        alerts: list[Alert] = []
        layouts: list[LayoutOverview] = []
        for name in names:
            if name in OUTLETS:
                alerts += review(ledger, OUTLETS[name], now, project)
                layouts += overview(ledger, OUTLETS[name], now, goldens_of(project, name))
        alerts = deliver(ledger, alerts, Channels.of(self.settings))
        if any(not alert.acknowledged for alert in alerts):
            self.exitcode = Exit.CHANGED
        if opts.since:
            since = _since(opts.since)
            alerts = [one for one in ledger.alerts(opts.outlet, closed=True) if one.raised >= since]
        if opts.json:
            record = {
                "alerts": [as_record(alert) for alert in alerts],
                "layouts": [one.to_dict() for one in layouts],
            }
            print(visible_json(json.dumps(record, ensure_ascii=False, indent=1)))
            return
        for alert in alerts:
            print(visible(f"#{alert.id}  {sentence(alert)}{_state(alert)}"))
        if not alerts:
            print("Nothing has changed.")
        if layouts:
            print()
            print_table(HEADER, _rows(layouts), right=(2, 3))

    # -- acknowledge

    def _acknowledge(self, ledger: LedgerDB, args: list[str], opts: argparse.Namespace) -> None:
        known = {alert.id: alert for alert in ledger.alerts()}
        numbers = []
        for arg in args:
            if not arg.removeprefix("#").isdecimal() or int(arg.removeprefix("#")) not in known:
                raise Fault(f"drift ack: there is no open alert {arg}; `newsspider drift` shows them")
            numbers.append(int(arg.removeprefix("#")))
        if not numbers:
            raise Fault("drift ack: name one or more alerts by their numbers")
        for number in numbers:
            alert = known[number]
            if opts.accept:
                self._learn_anew(ledger, alert)
                alert = replace(alert, closed=hour_of(datetime.now(UTC)))
            ledger.put_alerts([replace(alert, acknowledged=True)])
            what = "accepted, and learned anew" if opts.accept else "acknowledged"
            print(visible(f"#{number}  {what}: {alert.message}"))

    def _learn_anew(self, ledger: LedgerDB, alert: Alert) -> None:
        now = hour_of(datetime.now(UTC))
        outlet = OUTLETS.get(alert.outlet)
        rules = bool(outlet and outlet.layouts)
        watch = watched(ledger, alert.outlet, now, goldens_of(project_folder(), alert.outlet), rules=rules)
        watch.learn_anew(series_of(alert, watch))
        ledger.set_state(alert.outlet, watch.to_json())

    # -- rebuild

    def _rebuild(self, ledger: LedgerDB, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        place = store_place(self.settings)
        if args or place is None or not is_there(place):
            raise Fault("drift rebuild: there is no store to count; it takes no arguments")
        try:
            with ArticleStore(place, read_only=True) as store:
                count = rebuild(ledger, store)
        except StoreError as error:
            raise Fault(str(error)) from None
        print(f"{shown(ledger.path)}: {count:,} articles counted from {shown(place)}")


def _since(text: str) -> int:
    try:
        window = read_window(text, None, WIB, datetime.now(UTC))
    except WindowError as error:
        raise Fault(f"--{error}") from None
    assert window.since is not None
    return hour_of(window.since)


def _state(alert: Alert) -> str:
    if alert.closed is not None:
        return "  (over)"
    return "  (acknowledged)" if alert.acknowledged else ""


def _rows(layouts: Sequence[LayoutOverview]) -> Iterator[Sequence[str]]:
    for one in layouts:
        rarest = f"{one.rarest} {one.rarest_now:.0%} ({one.rarest_before:.0%})" if one.rarest else ""
        watched_since = f"{one.hours:,} hours" + (" (provisional)" if one.provisional else "")
        yield (one.outlet, one.layout, f"{one.today:,}", f"{one.daily:,.1f}", rarest, watched_since)
