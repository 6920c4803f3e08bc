"""A PostgreSQL server of the tests' own, on a socket in a short temporary folder."""

from __future__ import annotations

import contextlib
import ctypes
import glob
import os
import shutil
import signal
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

from newsspider.runtime.database import Database

__all__ = ["Server", "binaries"]

_PORT = 5432  # of the socket's name alone: nothing listens on the network unless a test asks for it


def binaries() -> Path | None:
    """The folder of PostgreSQL's programs; None where there are none that can be run."""
    found = shutil.which("initdb")
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda one: float(one.split("/")[-2]))
    folder = Path(found).resolve().parent if found else Path(folders[-1]) if folders else None
    if folder is None or not (folder / "initdb").exists() or not (folder / "postgres").exists():
        return None
    return None if os.getuid() == 0 and not _has_user("postgres") else folder


def _has_user(name: str) -> bool:
    import pwd

    return any(one.pw_name == name for one in pwd.getpwall())


def _end_with_parent() -> None:
    """A server whose tests were killed stops as after a crash (Linux: PR_SET_PDEATHSIG)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


class Server:
    """Starts with its making, and goes with ``close``."""

    def __init__(self, bin: Path, *, fsync: bool = False, **settings: object) -> None:
        self.bin = bin
        # a socket's path may have 107 bytes
        self.folder = Path(tempfile.mkdtemp(prefix="nspg", dir="/tmp"))
        self.data = self.folder / "data"
        # initdb and postgres refuse to be root
        self._user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
        if self._user:
            shutil.chown(self.folder, "postgres", "postgres")
        self._process: subprocess.Popen[bytes] | None = None
        self._starter = ThreadPoolExecutor(1)
        self._settings: dict[str, object] = {
            "fsync": "on" if fsync else "off",
            "full_page_writes": "on" if fsync else "off",
            "max_connections": 100,
            "listen_addresses": "",
            "unix_socket_directories": self.folder,
            "shared_buffers": "64MB",
        } | settings
        self._run(
            "initdb",
            "-D",
            self.data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C",
        )
        access = self.data / "pg_hba.conf"
        access.write_text(f"local all sandi scram-sha-256\n{access.read_text()}")  # one role has a password
        self.start()

    def _run(self, program: str, *args: object) -> str:
        done = subprocess.run(
            [self.bin / program, *map(str, args)],
            capture_output=True,
            text=True,
            cwd=self.folder,
            **self._user,  # type: ignore[call-overload]
        )
        assert done.returncode == 0, done.stderr
        return str(done.stdout)

    def start(self) -> None:
        options = [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            # the system counts the thread that starts it as the parent with which it ends
            self._process = self._starter.submit(
                subprocess.Popen,
                [self.bin / "postgres", "-D", self.data, *map(str, options)],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                preexec_fn=_end_with_parent,
                **self._user,
            ).result()
        end = time.monotonic() + 60
        while subprocess.run([self.bin / "pg_isready", "-q", "-h", self.folder], cwd=self.folder).returncode:
            assert self._process.poll() is None and time.monotonic() < end, (self.folder / "log").read_text()
            time.sleep(0.02)

    def stop(self, mode: str = "immediate") -> None:
        """``immediate`` is what a crash is; ``fast`` ends all sessions in order."""
        if self._process is not None:
            self._run("pg_ctl", "-D", self.data, "-m", mode, "-w", "stop")
            self._process.wait()
            self._process = None

    def sql(self, statement: str, database: str = "postgres") -> list[str]:
        """The lines that a statement gives."""
        out = self._run("psql", "-h", self.folder, "-U", "postgres", "-d", database, "-qAtX", "-c", statement)
        return out.splitlines()

    def script(self, statements: str, database: str = "postgres") -> None:
        """Run many statements, as of a dump."""
        path = self.folder / "script.sql"
        path.write_text(statements, "utf-8")
        path.chmod(0o644)
        self._run(
            "psql",
            "-h",
            self.folder,
            "-U",
            "postgres",
            "-d",
            database,
            "-qX",
            "-v",
            "ON_ERROR_STOP=1",
            "-f",
            path,
        )

    def database(self) -> Database:
        """A database without tables of ours; those of an earlier test are dropped, and their sessions ended."""
        import psycopg  # only where there is a server

        if self._process is None:
            self.start()
        with psycopg.connect(self.place("postgres").url, autocommit=True) as db:
            db.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL"
            )
            db.execute("DROP SCHEMA IF EXISTS newsspider CASCADE")
        return self.place("postgres")

    def place(self, name: str, user: str = "postgres", password: str = "") -> Database:
        who = f"{user}:{quote(password, safe='')}" if password else user
        return Database(f"postgresql://{who}@/{name}?host={self.folder}")

    def close(self) -> None:
        self.stop()
        self._starter.shutdown()
        shutil.rmtree(self.folder, ignore_errors=True)
