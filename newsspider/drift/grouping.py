"""From the alarms of an outlet's series to alerts: one alert says one thing.

A key that is gone is seen by several series (it is empty, its selector finds nothing, JSON-LD has it still); they are
one alert. Many keys of a layout at once are its template; all layouts at once are the outlet, relaunched or blocked;
lists without news are their own alert.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import replace

from extractors.authoring.induce import KEY_FIELDS
from newsspider.drift.model import Alert, Hour
from newsspider.drift.observed import GENERIC
from newsspider.drift.statistic import Alarm
from newsspider.drift.watch import OutletWatch, Series
from newsspider.drift.wording import message
from newsspider.politeness.outcomes import Group, RequestOutcome, group_of

__all__ = ["alerts_of", "reconciled", "series_of"]

_ACTIVE = 0.1  # of the outlet's articles: a layout with fewer is not asked whether it is still used
_FALLEN = 0.25  # of its usual share: a layout that lost so much while pages are unread has lost those pages
_PART = 0.2  # of the unread pages, at least, are those that a layout has lost
_OFTEN = 0.5  # a key that so many articles have is expected of a template
_MANY = 0.6  # of those keys: when so many fall at once, the template has changed
_DAY = 24
_NEVER_LOST = ("headline", "body", "isAccessibleForFree")  # an article has these, or is none

Hours = Callable[[int], Sequence[Hour]]
"""The hours of the outlet from one on."""


def alerts_of(outlet: str, watch: OutletWatch, hours: Hours) -> list[Alert]:
    """What the alarms of an outlet say, each thing once; the messages are complete but for the nearest element."""
    alarms = watch.alarms
    if not alarms:
        return []
    grouping = _Grouping(outlet, watch, alarms, hours(min(alarm.since for alarm in alarms.values())))
    found = [replace(alert, message="") for alert in grouping.alerts()]
    return [replace(alert, message=message(alert, grouping.beside(alert))) for alert in found]


class _Grouping:
    def __init__(
        self, outlet: str, watch: OutletWatch, alarms: Mapping[Series, Alarm], hours: Sequence[Hour]
    ) -> None:
        self.outlet, self.watch, self.alarms, self.hours = outlet, watch, alarms, hours
        self.unread = False
        self.active = [
            layout
            for layout, what in watch.series
            if what == "share" and watch.usual(layout, "share") >= _ACTIVE
        ]

    def alerts(self) -> Iterator[Alert]:
        yield from self._lists()
        changed = yield from self._templates()
        for layout in dict.fromkeys(layout for layout, _ in self.alarms if layout and layout not in changed):
            yield from self._of_layout(layout)

    def _alert(self, kind: str, layout: str, key: str, alarm: Alarm) -> Alert:
        return Alert(
            self.outlet,
            kind,
            layout,
            key,
            alarm.since,
            alarm.raised,
            alarm.pages,
            alarm.filled,
            alarm.usual,
            alarm.provisional,
            "",
        )

    # -- of the outlet

    def _lists(self) -> Iterator[Alert]:
        for what in ("lists", "fresh"):
            if alarm := self.alarms.get(("", what)):
                yield self._alert("lists", "", what, alarm)
                return

    def _templates(self) -> Generator[Alert, None, set[str]]:
        """Refusals, and layouts that are no longer used or lack nearly all keys; returns those layouts."""
        refused = {
            what.removeprefix("refused/"): alarm
            for (layout, what), alarm in self.alarms.items()
            if not layout and what.startswith("refused/")
        }
        blocked = {name: alarm for name, alarm in refused.items() if _blocks(name)}
        others = {name: alarm for name, alarm in refused.items() if not _blocks(name)}
        unread = self.alarms.get(("", "layouts"))
        if blocked:
            name, alarm = _first(blocked)
            yield self._alert("blocked", "", name, alarm)
        causes = [alarm for alarm in (unread, *others.values()) if alarm is not None]
        self.unread = bool(causes)
        gone = self._gone(min(alarm.since for alarm in causes)) if causes else {}
        whole = {layout for layout in {one for one, _ in self.alarms if one} if self._all_keys(layout)}
        changed = gone.keys() | whole
        if len(self.active) > 1 and changed >= set(self.active):
            alarms = list(gone.values()) or [alarm for layout in whole for alarm in self._keys(layout)[:1]]
            yield self._alert("outlet", "", "", self._together(alarms))
        else:
            for layout in sorted(changed):
                yield self._alert("template", layout, "", gone.get(layout) or self._keys(layout)[0])
            if causes and not gone and not blocked:
                key = "" if unread is not None else _first(others)[0]
                yield self._alert("unread" if unread is not None else "refused", "", key, causes[0])
        return changed

    def _gone(self, since: int) -> dict[str, Alarm]:
        """The layouts that have lost the pages that are unread since an hour."""
        seen = Counter[str]()
        raised = since
        for hour in self.hours:
            if hour.hour >= since:
                raised = hour.hour
                for (layout, key), count in hour.counts.items():
                    if key == "articles":
                        seen[layout] += count
                    elif key.startswith("refused/"):
                        seen[GENERIC] += count
        total = seen.total() or 1
        unread = seen[GENERIC] / total
        usual = {layout: self.watch.usual(layout, "share") for layout in self.active}
        if (
            len(usual) > 1
            and unread <= 0.5
            and all(seen[one] / total < share for one, share in usual.items())
        ):
            return {}  # all of them lose a little to pages of a new kind
        return {
            layout: Alarm(since, total, seen[layout], raised, share, self._is_provisional(layout, "share"))
            for layout, share in usual.items()
            if share - seen[layout] / total > max(_FALLEN * share, _PART * unread)
        }

    def _together(self, alarms: Sequence[Alarm]) -> Alarm:
        """Several layouts as one: of the same pages, or each of its own."""
        first = min(alarms, key=lambda alarm: alarm.since)
        if len({alarm.pages for alarm in alarms}) == 1:
            filled, usual = sum(alarm.filled for alarm in alarms), sum(alarm.usual for alarm in alarms)
            return first._replace(filled=filled, usual=min(1.0, usual))
        return first

    def _is_provisional(self, layout: str, what: str) -> bool:
        expected = self.watch.series[layout, what].expected
        return expected is None or expected.provisional

    # -- of a layout

    def _keys(self, layout: str) -> list[Alarm]:
        """The alarms of keys that have become rarer in a layout."""
        return [
            alarm
            for (one, what), alarm in self.alarms.items()
            if one == layout and what.startswith("filled/")
        ]

    def _all_keys(self, layout: str) -> bool:
        """Whether most of what the articles of a layout usually have fell at once."""
        expected = {
            what
            for one, what in self.watch.series
            if one == layout
            and what.startswith("filled/")
            and what.removeprefix("filled/") not in _NEVER_LOST
            and self.watch.usual(layout, what) >= _OFTEN
        }
        fallen = expected & {what for one, what in self.alarms if one == layout}
        return len(fallen) >= 3 and len(fallen) >= _MANY * len(expected)

    def _of_layout(self, layout: str) -> Iterator[Alert]:
        of_keys: dict[str, dict[str, Alarm]] = defaultdict(dict)
        for (one, what), alarm in self.alarms.items():
            if one != layout:
                continue
            witness, _, name = what.partition("/")
            if name:
                of_keys[_key_of(witness, name)][what] = alarm
            elif what == "share" and not self.unread and not self._is_replaced(layout, alarm):
                yield self._alert("mix", layout, "", alarm)
            elif what != "share":
                yield self._alert("text", layout, what, alarm)
        for key, alarms in of_keys.items():
            if empty := alarms.get(f"filled/{key}"):
                yield self._alert("key", layout, key, empty)
            elif found := next((what for what in alarms if what.startswith("found/")), None):
                yield self._alert("selector", layout, found.removeprefix("found/"), alarms[found])
            else:
                what = next(iter(alarms))
                yield self._alert("metadata", layout, what, alarms[what])

    def _is_replaced(self, layout: str, alarm: Alarm) -> bool:
        """Whether most of what a layout lost is read by one that was not there before: somebody has written it."""
        read = Counter[str]()
        for hour in self.hours:
            if hour.hour >= alarm.since:
                read.update({one: count for (one, key), count in hour.counts.items() if key == "articles"})
        new = sum(
            count
            for one, count in read.items()
            if one != GENERIC and self.watch.first.get(one, 0) >= alarm.since - _DAY
        )
        return 2 * new > alarm.usual * alarm.pages - alarm.filled

    def beside(self, alert: Alert) -> str:
        """What is to be known besides: what became of the pages, or that the other layouts are fine."""
        if alert.kind in ("template", "outlet", "mix", "unread"):
            return self._instead(alert)
        others = set(self.active) - {alert.layout}
        if alert.kind == "key" and others and not others & {layout for layout, _ in self.alarms}:
            return "other layouts fine"
        return ""

    def _instead(self, alert: Alert) -> str:
        became = Counter[str]()
        for hour in self.hours:
            if hour.hour < alert.since:
                continue
            for (layout, key), count in hour.counts.items():
                if key == "articles" and layout == GENERIC:
                    became["read without a layout"] += count
                elif key == "articles" and alert.kind == "mix" and layout != alert.layout:
                    became[f"of layout {layout}"] += count
                elif key.startswith("refused/"):
                    became[f"refused: {key.removeprefix('refused/')}"] += count
        return ", ".join(f"{count:,} {what}" for what, count in became.most_common(2))


def _blocks(name: str) -> bool:
    return group_of(name) is Group.BLOCKED and name != RequestOutcome.STUB


def _first(alarms: Mapping[str, Alarm]) -> tuple[str, Alarm]:
    """The alarm that speaks of the most pages."""
    return max(alarms.items(), key=lambda pair: pair[1].pages - pair[1].filled)


def _key_of(witness: str, name: str) -> str:
    """The key of the record that a series is about."""
    if witness != "found":
        return name
    return next((key for key, fields in KEY_FIELDS.items() if fields[0] == name), name)


def series_of(alert: Alert, watch: OutletWatch) -> set[Series]:
    """The series whose fall an alert speaks of."""
    if alert.kind in ("key", "selector", "metadata"):
        key = _key_of("found", alert.key) if alert.kind == "selector" else alert.key.rpartition("/")[2]
        return {
            (layout, what)
            for layout, what in watch.series
            if layout == alert.layout
            and (parts := what.partition("/"))[2]
            and _key_of(parts[0], parts[2]) == key
        }
    if alert.kind == "text":
        return {(alert.layout, alert.key)}
    if alert.kind == "mix":
        return {(alert.layout, "share")}
    if alert.kind == "lists":
        return {("", "lists"), ("", "fresh")}
    if alert.kind == "template":
        outlet = {name for name in watch.series if not name[0] and name[1] not in ("lists", "fresh")}
        return outlet | {name for name in watch.series if name[0] == alert.layout}
    if alert.kind in ("blocked", "refused"):
        return {("", f"refused/{alert.key}")}
    return {name for name in watch.series if name[1] not in ("lists", "fresh")}


def reconciled(known: Sequence[Alert], found: Sequence[Alert], now: int) -> list[Alert]:
    """The alerts to write: new ones, known ones as they are now, and those that are over, closed."""
    before = {alert.about: alert for alert in known}
    out = []
    for alert in found:
        if (old := before.pop(alert.about, None)) is None:
            out.append(alert)
        else:
            out.append(
                replace(
                    alert,
                    id=old.id,
                    raised=old.raised,
                    acknowledged=old.acknowledged,
                    told=old.told,
                    nearest=alert.nearest or old.nearest,
                    examples=alert.examples or old.examples,
                )
            )
    return out + [replace(alert, closed=now) for alert in before.values()]
