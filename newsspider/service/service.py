"""The service itself: outlets are crawled when they are due, until it is told to stop.

APScheduler wakes it; a crawl is a process. What is known of each outlet is on disk after every crawl, so that the service
may be killed at any moment: crawls resume by themselves, and the next start goes on with the same times.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from newsspider.crawl.report import Exit
from newsspider.drift.ledger_db import LedgerDB, ledger_path
from newsspider.drift.model import Alert
from newsspider.drift.observed import hour_of
from newsspider.drift.overview import FilledShares, filled_shares
from newsspider.runtime.backend import BackendError
from newsspider.runtime.database import Place, is_there
from newsspider.service.crawls import CrawlProcess, Launcher, read_report
from newsspider.service.metrics import Metrics, outcome_of
from newsspider.service.pace import HISTORY, LEAST, Pace, retry_after
from newsspider.service.plan import OutletPlan, Plan
from newsspider.service.state import OutletState, load, save
from newsspider.store import ArticleStore

__all__ = ["Service"]

logger = logging.getLogger(__name__)

APART = timedelta(seconds=5)  # between two first crawls of a start
LEARNED_FOR = timedelta(hours=6)  # that a pace is used before it is learned anew
MEASURED_EVERY = timedelta(minutes=15)
BEAT = timedelta(seconds=30)  # of the scheduler
_GOOD = (Exit.DONE, Exit.CHANGED, Exit.STOPPED)


class Service:
    """Crawls the outlets of a plan; ``run`` returns when ``stop`` has been called and every crawl has ended.

    ``folder`` is the crawls' DATA_DIR, ``store`` where their articles are, ``counts`` where they count for drift. ``grace`` is how long crawls that are told
    to stop have for it.
    """

    def __init__(
        self,
        plan: Plan,
        launcher: Launcher,
        folder: Path,
        store: Place,
        *,
        counts: Place | None = None,
        grace: timedelta = timedelta(minutes=2),
    ) -> None:
        self.plan, self.launcher, self.folder, self.store, self.grace = plan, launcher, folder, store, grace
        self.counts: Place = counts or ledger_path(folder)
        self.metrics = Metrics()
        self.states: dict[str, OutletState] = load(folder)
        self.paces: dict[str, Pace] = {}
        self.running: dict[str, CrawlProcess] = {}
        self.began = self.beat = _now()
        self.stopping = False
        self.after_crawl: Callable[[str], None] = lambda name: None
        self._learned: dict[str, datetime] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._stop = asyncio.Event()
        self._slots = asyncio.Semaphore(plan.jobs)
        # a crawl that is late is still wanted, once
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)
        self._scheduler.add_listener(self._failed, EVENT_JOB_ERROR)

    # -- from outside

    async def run(self) -> None:
        """Crawl until ``stop``. Raises OSError where the folder cannot be written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        save(self.folder, self.states)
        self._scheduler.start()
        self._scheduler.add_job(self._beat, "interval", seconds=BEAT.total_seconds(), id=" beat")
        self._scheduler.add_job(
            self._measure,
            "interval",
            seconds=MEASURED_EVERY.total_seconds(),
            id=" disk",
            next_run_time=_now(),
        )
        await self._plan_all()
        await self._watch(*self.plan.outlets)
        try:
            await self._stop.wait()
        finally:
            self._scheduler.shutdown(wait=False)
            await self._end_crawls()

    def stop(self) -> None:
        """Begin no more crawls, end those that run, in order."""
        if not self.stopping:
            self.stopping = True
            logger.info("stopping; %d crawls are told so", len(self.running))
        self._stop.set()

    def reload(self, plan: Plan) -> None:
        """Follow another plan from here on; crawls that run are left to end."""
        before, self.plan = self.plan, plan
        if plan.jobs != before.jobs:
            self._slots = asyncio.Semaphore(plan.jobs)
        for name in before.outlets:
            if name not in plan.outlets:
                if self._scheduler.get_job(name):
                    self._scheduler.remove_job(name)
                self.metrics.forget(name)
        self._learned.clear()
        self._spawn(self._plan_all(before))
        logger.info("the plan was read anew: %d outlets", len(plan.outlets))

    @property
    def healthy(self) -> bool:
        """Whether the scheduler still wakes up."""
        return _now() - self.beat < 4 * BEAT

    def sizes(self) -> Mapping[str, int]:
        """Bytes of the parts of the data."""
        found = {"archive": 0, "store": 0, "other": 0}
        for folder, _, names in os.walk(self.folder):
            for name in names:
                try:
                    size = os.stat(os.path.join(folder, name)).st_size
                except OSError:  # gone meanwhile
                    continue
                inside = (
                    Path(folder) != self.folder and Path(folder).relative_to(self.folder).parts[0] == "warc"
                )
                part = "archive" if inside else "store" if name.startswith(self.store.name) else "other"
                found[part] += size
        return found

    # -- when

    async def _plan_all(self, before: Plan | None = None) -> None:
        number = 0
        for name, outlet in self.plan.outlets.items():
            if name in self.running:
                continue
            state = self.states.setdefault(name, OutletState())
            pace = await self._pace(outlet)
            old = before.outlets.get(name) if before else None
            if before and old == outlet and self._scheduler.get_job(name):
                continue
            interrupted = state.began is not None and (state.ended is None or state.ended < state.began)
            due = None if interrupted else state.due
            if due is not None and state.ended is not None and (pace.every or before):
                due = min(due, pace.after(state.ended))
            self._set_due(name, max(due or _now(), _now() + number * APART))
            number += 1

    def _set_due(self, name: str, due: datetime | None) -> None:
        self.states.setdefault(name, OutletState()).due = due
        self.metrics.due(name, due)
        if due is not None and not self.stopping:
            self._scheduler.add_job(
                self._begin, "date", run_date=due, args=[name], id=name, replace_existing=True
            )

    async def _pace(self, outlet: OutletPlan) -> Pace:
        """The pace of an outlet, learned anew now and then."""
        name, now = outlet.name, _now()
        if name not in self.paces or now - self._learned.get(name, self.began - HISTORY) > LEARNED_FOR:
            pace = await asyncio.to_thread(self._learn, name, now)
            self.paces[name], self._learned[name] = pace, now
            self.metrics.per_day.labels(name).set(pace.per_day)
        return Pace(self.paces[name].rates, outlet.every)

    def _learn(self, name: str, now: datetime) -> Pace:
        if not self._stored():
            return Pace()
        try:
            with ArticleStore(self.store, read_only=True) as store:
                return Pace.learned(
                    (
                        one.published or one.first_seen
                        for one in store.articles(outlet=name, since=now - HISTORY)
                    ),
                    now,
                )
        except BackendError as error:
            logger.warning("%s: its pace cannot be learned: %s", name, error)
            return self.paces.get(name, Pace())

    # -- crawls

    async def _begin(self, name: str) -> None:
        """The scheduler says that an outlet is due; what it waits for is not the scheduler's."""
        self._spawn(self._crawl(name))

    async def _crawl(self, name: str) -> None:
        slots = self._slots
        async with slots:
            outlet = self.plan.outlets.get(name)
            if self.stopping or outlet is None or name in self.running:
                return
            state, report = self.states[name], self.folder / f"serve-{name}.report.json"
            state.began = _now()
            save(self.folder, self.states)
            try:
                process = await self.launcher.start(outlet, report)
            except OSError as error:
                logger.error("%s: its crawl cannot begin: %s", name, error.strerror or error)
                self._ended(name, int(Exit.KEPT), None)
                return
            self.running[name] = process
            self.metrics.running.set(len(self.running))
            if self.stopping:
                process.terminate()
            try:
                code = await process.wait()
            finally:
                self.running.pop(name, None)
                self.metrics.running.set(len(self.running))
            self._ended(name, code, read_report(report))
        await self._watch(name)
        if name in self.plan.outlets:
            await self._plan_next(name)

    def _ended(self, name: str, code: int, report: Mapping[str, object] | None) -> None:
        state = self.states[name]
        if self.stopping and code == -signal.SIGTERM:  # it had not begun to listen yet
            code = int(Exit.STOPPED)
        state.ended, state.code = _now(), code
        stopped_by_us = self.stopping and code not in _GOOD
        state.failures = 0 if code in _GOOD else state.failures + (not stopped_by_us)
        told = report or {}
        for key in ("articles", "new", "changed"):
            value = told.get(key)
            setattr(state, key, value if isinstance(value, int) else 0)
        state.verdict = str(told.get("verdict") or "")
        assert state.began is not None
        seconds = (state.ended - state.began).total_seconds()
        self.metrics.crawled(name, code, seconds, report)
        self.metrics.last.labels(name).set(state.ended.timestamp())
        self.metrics.failing.labels(name).set(state.failures)
        outcome = outcome_of(code)
        fields = {"outlet": name, "outcome": outcome, "new": state.new, "changed": state.changed}
        level = logging.INFO if code in (Exit.DONE, Exit.STOPPED) else logging.WARNING
        logger.log(
            level,
            "%s: %s, %d new articles, %d changed, in %.0f s%s",
            name,
            outcome,
            state.new,
            state.changed,
            seconds,
            f". {state.verdict}" if state.verdict else "",
            extra={"fields": fields},
        )
        self.after_crawl(name)

    async def _plan_next(self, name: str) -> None:
        state = self.states[name]
        least = retry_after(state.code, max(state.failures, 1))
        assert state.ended is not None
        if least is None:
            logger.error("%s: is not crawled again before the plan is read anew (SIGHUP)", name)
            self._set_due(name, None)
        else:
            due = (await self._pace(self.plan.outlets[name])).after(state.ended)
            if state.code == Exit.STOPPED:  # the rest is due soon; after a stop of ours, at the next start
                due = state.ended if self.stopping else min(due, state.ended + LEAST)
            self._set_due(name, max(due, state.ended + least))
        save(self.folder, self.states)

    async def _end_crawls(self) -> None:
        for process in self.running.values():
            process.terminate()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self.grace.total_seconds())
        for name, process in self.running.items():
            logger.warning("%s: its crawl did not end within %s; it is killed", name, self.grace)
            process.kill()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=30)
        save(self.folder, self.states)

    # -- small things

    async def _beat(self) -> None:
        self.beat = _now()

    async def _measure(self) -> None:
        self.metrics.measure_disk(await asyncio.to_thread(self.sizes), self.folder)
        for name, count in (await asyncio.to_thread(self._counts)).items():
            if name in self.plan.outlets:
                self.metrics.stored_articles.labels(name).set(count)

    async def _watch(self, *names: str) -> None:
        """Show what is known of drift now, and of these outlets how often their articles have each key."""
        alerts, shares = await asyncio.to_thread(self._drift, names)
        self.metrics.alerted(alerts)
        for name in self.plan.outlets.keys() & shares:
            self.metrics.fill(name, shares[name])

    def _drift(self, names: Sequence[str]) -> tuple[list[Alert], Mapping[str, FilledShares]]:
        if not is_there(self.counts):
            return [], {}
        try:
            # of a database the first crawl may not have made the tables yet
            ledger = LedgerDB(self.counts, read_only=isinstance(self.counts, Path))
            try:
                now = hour_of(_now())
                return ledger.alerts(), {name: filled_shares(ledger, name, now) for name in names}
            finally:
                ledger.close()
        except BackendError as error:
            logger.warning("the counts of drift cannot be read: %s", error)
            return [], {}

    def _counts(self) -> Mapping[str, int]:
        if not self._stored():
            return {}
        try:
            with ArticleStore(self.store, read_only=True) as store:
                return {name: count for name, (_, count) in store.outlets().items()}
        except BackendError:
            return {}

    def _stored(self) -> bool:
        """Whether there is a store yet."""
        return is_there(self.store)

    def _spawn(self, work: object) -> None:
        task = asyncio.ensure_future(work)  # type: ignore[call-overload]
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("a crawl's bookkeeping failed", exc_info=error)

    def _failed(self, event: JobExecutionEvent) -> None:
        if isinstance(event.exception, asyncio.CancelledError):  # the service has stopped
            return
        logger.error("%s failed", event.job_id.strip(), exc_info=event.exception)


def _now() -> datetime:
    return datetime.now(UTC)
