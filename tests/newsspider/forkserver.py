"""``scrapy ARGS``, and programs, in processes of their own, without importing Scrapy anew for each of them.

A process that has imported everything forks one that runs the command: ``Commands`` in the tests talks to it. What is
run is what ``python -m scrapy``, ``pytest`` or ``python PROGRAM.py`` runs; only the second that a start takes is spared, some
hundred times.
"""

from __future__ import annotations

import atexit
import faulthandler
import gc
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

# what only some processes import: "quiet" would silence a command's warnings of broken rule files
LEFT = ("settings", "poet", "pytest_plugin", "addon", "quiet")


def hear_signals() -> None:
    """Undo what tests that run in the background, or under nohup, would hand down."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for one in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, signal.SIG_DFL)


class Forked:
    """A command that runs, or has run: the part of ``subprocess.Popen`` that tests of commands use."""

    def __init__(
        self,
        commands: Commands,
        args: list[str],
        cwd: Path,
        env: dict[str, str],
        now: datetime | None = None,
        copy: bool = False,
        out: Path | None = None,
        err: Path | None = None,
    ) -> None:
        self._commands = commands
        number = time.monotonic_ns()
        self.out = out or commands.folder / f"out-{number}"
        self.err = err or commands.folder / f"err-{number}"
        for path in {self.out, self.err}:
            path.open("w").close()
        self.returncode: int | None = None
        request = {
            "args": args,
            "cwd": str(cwd),
            "env": env,
            "out": str(self.out),
            "err": str(self.err),
            "copy": copy,
        }
        if now is not None:
            request["now"] = now.isoformat()
        self.pid: int = commands.ask(request)

    def wait(self, seconds: float = 120, ended_by: signal.Signals = signal.SIGKILL) -> int:
        """The exit code, at its end. Raises TimeoutError, and ends it, where that takes too long."""
        end, pause = time.monotonic() + seconds, 0.01
        while (code := self.poll()) is None:
            if time.monotonic() > end:
                self.send_signal(ended_by)
                raise TimeoutError(self.err.read_text("utf-8"))
            time.sleep(pause)
            pause = min(0.1, 2 * pause)
        return code

    def send_signal(self, number: int) -> None:
        """To the command, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def poll(self) -> int | None:
        """The exit code, None while it runs."""
        if self.returncode is None:
            self.returncode = self._commands.ask({"wait": self.pid})
        return self.returncode

    def kill(self) -> None:
        """End it at once; nothing is heard of it before ``wait``."""
        self.send_signal(signal.SIGKILL)


class Commands:
    """The process that forks them; what they say goes into files in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.newsspider.forkserver"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, request: dict[str, Any]) -> Any:
        assert self._server.stdin is not None and self._server.stdout is not None
        self._server.stdin.write(json.dumps(request) + "\n")
        self._server.stdin.flush()
        return json.loads(self._server.stdout.readline())

    def start(
        self,
        args: list[str],
        cwd: Path,
        env: dict[str, str],
        command: str = "scrapy",
        now: datetime | None = None,
        copy: bool = False,
        out: Path | None = None,
        err: Path | None = None,
    ) -> Forked:
        """Begin a command; ``now`` is the time that it takes for the present one.

        In a ``copy`` of the project, ``cwd``, it imports that one's modules. ``out`` and ``err`` are the files that
        get what it says, instead of some of the server's own.
        """
        return Forked(self, [command, *args], cwd, env, now, copy, out, err)

    def close(self) -> None:
        self._server.communicate()


@cache
def shared() -> Commands:
    """The one that all tests of a process share."""
    folder = tempfile.TemporaryDirectory(prefix="said-")
    commands = Commands(Path(folder.name))
    atexit.register(folder.cleanup)
    atexit.register(commands.close)
    return commands


def _import_all() -> None:
    """All that a crawl imports and that is the same for each; the settings and the reactor are not."""
    import pkgutil
    from importlib import import_module

    import newsspider

    for module in pkgutil.walk_packages(newsspider.__path__, "newsspider."):
        if module.name.rpartition(".")[2] not in LEFT:
            import_module(module.name)
    assert "twisted.internet.reactor" not in sys.modules


def _run(request: dict[str, Any]) -> None:
    """Become the command; does not return."""
    code = 1
    try:
        os.setsid()
        hear_signals()
        for descriptor, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(request[name], os.O_WRONLY | os.O_APPEND), descriptor)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.chdir(request["cwd"])
        os.environ.clear()
        os.environ.update(request["env"])
        if os.environ.get("PYTHONFAULTHANDLER"):
            faulthandler.enable()
        sys.argv = request["args"]
        if "now" in request:
            import time_machine

            time_machine.travel(datetime.fromisoformat(request["now"])).start()
        sys.path[0] = ""  # an interpreter that is started anew looks in the folder that it is started in
        if request["copy"]:
            for name in [*sys.modules]:
                if name.partition(".")[0] in ("extractors", "newsspider"):
                    del sys.modules[name]
        if sys.argv[0] == "newsspider":
            from newsspider.runtime.entry import main

            main()
        elif sys.argv[0] == "pytest":
            import pytest

            code = int(pytest.main(sys.argv[1:]))
        elif sys.argv[0].endswith(".py"):
            import runpy

            sys.path[0] = os.path.dirname(sys.argv[0])
            runpy.run_path(sys.argv[0], run_name="__main__")
            code = 0
        else:
            from scrapy.cmdline import execute

            execute()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        _end(code)


def _end(code: int) -> None:
    """End as an interpreter does: threads joined, ``atexit`` called, output written."""
    import threading

    try:
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        gc.collect()  # errors that nobody handled are reported when they are let go
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def serve() -> None:
    """Fork what is asked for, one request a line, until nobody asks any more."""
    _import_all()
    gc.collect()
    gc.freeze()  # what all commands share is neither searched nor copied by any
    answers = os.dup(1)
    os.dup2(2, 1)
    for line in sys.stdin:
        request = json.loads(line)
        if (waited := request.get("wait")) is not None:
            pid, status = os.waitpid(waited, os.WNOHANG)
            answer = os.waitstatus_to_exitcode(status) if pid else None
        elif (answer := os.fork()) == 0:
            os.close(answers)
            _run(request)
        os.write(answers, json.dumps(answer).encode() + b"\n")


if __name__ == "__main__":
    serve()
