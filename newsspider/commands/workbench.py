"""``scrapy workbench``: rules and fixtures in a browser."""

from __future__ import annotations

import argparse
import secrets
import socket
import sys
from pathlib import Path

from extractors import outlets
from newsspider.corpora.output import counts_place, store_place
from newsspider.recording.fixtures import fixture_folder
from newsspider.runtime.console import Fault, FaultCommand, project_folder, shown
from newsspider.runtime.own_outlets import own_rule_files, rules_folder


class Command(FaultCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] [FOLDER ...]"

    def short_desc(self) -> str:
        return "Look at pages, rules and goldens in a browser, and change them there"

    def long_desc(self) -> str:
        return (
            "Serve the workbench on this machine (127.0.0.1) and print its address, which holds a secret. FOLDER "
            "adds pages: OUTLET/NAME.html beside OUTLET/NAME.golden.json. Ctrl-C ends it."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--port", type=int, default=0, help="the port (default: one that is free)")
        parser.add_argument("--open", action="store_true", help="open it in the browser")
        parser.add_argument(
            "--survey", metavar="FILE", help="show what `scrapy outlet survey --json` printed"
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            import uvicorn

            from newsspider.authoring.workbench.app import make_app
        except ImportError as error:
            raise Fault(
                f"workbench: {error.name} is missing; pip install 'newsspider[workbench]' brings it"
            ) from None
        from newsspider.authoring.repair.evidence import FOLDER
        from newsspider.authoring.survey import read_survey
        from newsspider.authoring.workbench.session import Bench

        folders = [Path(arg) for arg in args]
        for folder in folders:
            if not folder.is_dir():
                raise Fault(f"{shown(folder)}: no such folder")
        survey = read_survey(Path(opts.survey)) if opts.survey else None
        token = secrets.token_urlsafe(24)
        project = project_folder()
        rules = rules_folder(project)
        own = {
            fixture_folder(project, name): file
            for name, file in own_rule_files().items()
            if file.resolve().parent != rules.resolve()
        }
        if not rules.is_dir() and not own:
            rules = Path(outlets.__path__[0])
        bench = Bench(project / "fixtures", rules, folders, own)
        assert self.settings is not None
        kept = store_place(self.settings)
        store = project / kept if isinstance(kept, Path) else kept
        counted = counts_place(self.settings)
        counts = project / counted if isinstance(counted, Path) else counted
        repairs = project / Path(self.settings["DATA_DIR"] or "data") / FOLDER
        listener = listen(opts.port)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/{token}/"
        config = uvicorn.Config(
            make_app(bench, token, store, survey, counts, repairs),
            log_level="warning",
            access_log=False,
            server_header=False,
            ws="none",
            timeout_graceful_shutdown=1,
        )
        print(f"{address}\nThis address works in this session and on this machine only. Ctrl-C ends it.")
        sys.stdout.flush()
        if opts.open:
            import webbrowser

            webbrowser.open(address)
        uvicorn.Server(config).run(sockets=[listener])


def listen(port: int, host: str = "127.0.0.1", *, who: str = "workbench") -> socket.socket:
    """A socket, on loopback if nothing else is said. Raises Fault where the port is taken."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()  # who is told the address may use it at once
    except (OSError, OverflowError) as error:
        listener.close()
        raise Fault(f"{who}: port {port} cannot be used ({error})") from None
    return listener
