"""``scrapy serve``: outlets crawled for years, each at its own pace."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import secrets
import signal
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings
from scrapy.utils.conf import arglist_to_dict
from scrapy.utils.log import configure_logging

from extractors import OUTLETS
from newsspider.archive.warc_file import lock
from newsspider.commands.workbench import listen
from newsspider.corpora.output import counts_place, store_place
from newsspider.crawl.live import LiveError, user_agent
from newsspider.runtime.console import Fault, FaultCommand, NotKept, outlet_called, project_folder, shown
from newsspider.runtime.database import Place

if TYPE_CHECKING:
    from newsspider.service.plan import Plan

TOKEN = "NEWSSPIDER_TOKEN"
_OURS = ("REPORT_FILE", "REPORT_TABLE", "FEEDS")  # settings of a crawl that the service gives


class Command(FaultCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] [OUTLET ...]"

    def short_desc(self) -> str:
        return "Crawl outlets for years, each at its own pace, with a status page and metrics"

    def long_desc(self) -> str:
        return (
            "Crawl each outlet when it is due, one process a crawl, until SIGTERM or Ctrl-C; SIGHUP reads the plan anew. "
            "How often is learned from when the outlet publishes, unless --every or the plan says so. Without OUTLET and "
            "--plan all outlets are crawled. The status page is for this machine, at the address that is printed "
            f"(its secret can be given in {TOKEN}); metrics are at /metrics, health at /healthz of the other port."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add = parser.add_argument
        add("--plan", metavar="FILE", help="a TOML file with the outlets, their intervals and arguments")
        add("--every", metavar="TIME", help='crawl each outlet so often ("30m", "1h"); default: learned')
        add("--jobs", type=int, default=2, help="crawls at once (default 2)")
        add(
            "-a",
            dest="spargs",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="argument of the crawls",
        )
        add("--port", type=int, default=0, help="the status page's port (default: one that is free)")
        add("--metrics-port", type=int, default=9464, help="the port of /metrics and /healthz (default 9464)")
        add("--metrics-host", default="127.0.0.1", help="the address it listens on (default 127.0.0.1)")
        add(
            "--grace",
            type=float,
            default=120,
            metavar="SECONDS",
            help="that crawls have to stop (default 120)",
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            import apscheduler  # noqa: F401
            import jinja2  # noqa: F401
            import prometheus_client  # noqa: F401
            import uvicorn  # noqa: F401
        except ImportError as error:
            raise Fault(
                f"serve: {error.name} is missing; pip install 'newsspider[serve]' brings it"
            ) from None
        assert self.settings is not None
        settings = self.settings
        try:
            user_agent(settings)
        except LiveError as error:
            raise Fault(str(error)) from None
        store = store_place(settings)
        if not settings["DATA_DIR"] or store is None:
            raise Fault("serve: crawls have to be kept; DATA_DIR (or STORE_PATH) is empty")
        plan = self._plan(args, opts)
        configure_logging(settings)
        logging.getLogger("newsspider.service").setLevel(logging.INFO)
        for handler in logging.root.handlers:  # what the service does is worth a line
            handler.setLevel(min(handler.level, logging.INFO))
        logging.root.setLevel(logging.WARNING)
        folder = Path(settings["DATA_DIR"])
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with (folder / "serve.lock").open("w") as mark:
                if not lock(mark.fileno()):
                    raise Fault(f"serve: another service crawls into {shown(folder)}")
                asyncio.run(self._serve(plan, args, opts, folder, store))
        except OSError as error:
            raise NotKept(f"serve: {error.filename or shown(folder)}: {error.strerror or error}") from None

    def _plan(self, names: list[str], opts: argparse.Namespace) -> Plan:
        """What the command line, or the file that it names, says. Raises Fault."""
        from newsspider.service.plan import Plan, read_every, read_plan

        try:
            arguments = arglist_to_dict(opts.spargs)
        except ValueError:
            raise Fault("serve: -a: say NAME=VALUE") from None
        if opts.jobs < 1:
            raise Fault("serve: --jobs: a number of 1 or more is expected")
        if opts.plan:
            if names or opts.every:
                raise Fault(
                    "serve: outlets and --every stand in the plan, or on the command line, not in both"
                )
            return read_plan(Path(opts.plan), arguments, OUTLETS)
        for name in names:
            outlet_called(name)
        every = read_every(opts.every, "--every") if opts.every else None
        return Plan.of(names or sorted(OUTLETS), arguments, every, opts.jobs)

    async def _serve(
        self, plan: Plan, args: list[str], opts: argparse.Namespace, folder: Path, store: Place
    ) -> None:
        from newsspider.service.crawls import Commands
        from newsspider.service.service import Service
        from newsspider.service.web import metrics_app, served, status_app

        assert self.settings is not None
        launcher = Commands(_said(self.settings), project_folder().resolve())
        service = Service(
            plan,
            launcher,
            folder,
            store,
            counts=counts_place(self.settings),
            grace=timedelta(seconds=opts.grace),
        )
        given = os.environ.get(TOKEN, "")
        token = given or secrets.token_urlsafe(24)
        if given and (len(given) < 16 or not given.replace("-", "").replace("_", "").isalnum()):
            raise Fault(f"serve: {TOKEN}: at least 16 letters, digits, - and _ are expected")

        def reload() -> None:
            try:
                service.reload(self._plan(args, opts))
            except Fault as fault:
                logging.getLogger("newsspider.service").error("the plan stays as it was: %s", fault)

        loop = asyncio.get_running_loop()
        actions: Mapping[str, Any] = {"SIGTERM": service.stop, "SIGINT": service.stop, "SIGHUP": reload}
        for name, action in actions.items():
            with contextlib.suppress(NotImplementedError, AttributeError):  # not on every system
                loop.add_signal_handler(getattr(signal, name), action)
        page = listen(opts.port, who="serve")
        metrics = listen(opts.metrics_port, opts.metrics_host, who="serve")
        address = f"http://127.0.0.1:{page.getsockname()[1]}/{f'${TOKEN}' if given else token}/"
        where = metrics.getsockname()
        async with served(status_app(service, token), page), served(metrics_app(service), metrics):
            print(
                f"{address}\nMetrics: http://{where[0]}:{where[1]}/metrics. {len(plan.outlets)} outlets; Ctrl-C ends it."
            )
            sys.stdout.flush()
            await service.run()


def _said(settings: BaseSettings) -> dict[str, str]:
    """The settings of the command line, for the crawls."""
    own = SETTINGS_PRIORITIES["cmdline"]
    return {
        str(name): str(settings[name])
        for name in settings
        if settings.getpriority(name) == own
        and name not in _OURS
        and isinstance(settings[name], str | int | float)
    }
