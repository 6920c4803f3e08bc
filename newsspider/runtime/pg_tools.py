"""The tables of a crawl in PostgreSQL dumped to a file and put back, by PostgreSQL's own pg_dump and pg_restore."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from newsspider.runtime.backend import BackendError
from newsspider.runtime.database import Database
from newsspider.runtime.databases import connect

__all__ = ["bytes_of", "dump", "has_tables", "load"]

_SCHEMA = "newsspider"
_TABLES = """
SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint, count(*) FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relkind = 'r'
"""


def bytes_of(place: Database) -> int:
    """What the tables take on the server's disk, with their indexes. Raises BackendError."""
    return _asked(place)[0]


def has_tables(place: Database) -> bool:
    """Whether there are tables in the schema of crawls. Raises BackendError."""
    return _asked(place)[1] > 0


def _asked(place: Database) -> tuple[int, int]:
    db = connect(place, (), "nothing", read_only=True)
    try:
        size, tables = db.execute(_TABLES, (_SCHEMA,)).fetchone()
        return int(size), int(tables)
    finally:
        db.close()


def dump(place: Database, target: Path) -> None:
    """Write all tables, as they are at one moment, to a file. Raises BackendError, and OSError where it cannot be written."""
    draft = target.with_name(target.name + ".part")
    try:
        _run(place, "pg_dump", "--format=custom", f"--schema={_SCHEMA}", f"--file={draft}")
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)


def load(place: Database, source: Path) -> None:
    """Put tables that were dumped where there are none: all of them, or none. Raises BackendError."""
    db = connect(place, (), "nothing", read_only=False)
    try:
        if not db.execute("SELECT to_regnamespace(?) IS NOT NULL", (_SCHEMA,)).fetchone()[0]:
            db.execute(f"CREATE SCHEMA {_SCHEMA}")  # it may also be there, made by the database's owner
    finally:
        db.close()
    whole = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    _run(place, "pg_restore", *whole, f"--schema={_SCHEMA}", str(source))


def _run(place: Database, program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise BackendError(
            f"there is no {program} here, which copies tables of PostgreSQL (Debian: apt-get install postgresql-client)",
            fatal=True,
        )
    # the address, which may have a password, is in no list of processes
    with tempfile.TemporaryDirectory(prefix="newsspider-") as folder:
        service = Path(folder) / "pg_service.conf"
        service.touch(0o600)
        service.write_text("\n".join(("[newsspider]", *_parameters(place), "")), "utf-8")
        done = subprocess.run(
            [found, "--no-password", "--dbname=service=newsspider", *arguments],
            env={**os.environ, "PGSERVICEFILE": str(service)},
            capture_output=True,
            text=True,
            errors="replace",
        )
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if "error:" in line] or done.stderr.splitlines()
        said = lines[0].partition("error: ")[2] or lines[0] if lines else f"exit code {done.returncode}"
        full = "No space left" in done.stderr
        raise BackendError(f"{program}: {place.clean(said)}", fatal=True, full=full)


def _parameters(place: Database) -> list[str]:
    from psycopg.conninfo import conninfo_to_dict

    return [f"{name}={value}" for name, value in conninfo_to_dict(place.url).items() if value is not None]
