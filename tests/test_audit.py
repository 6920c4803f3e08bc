"""``.ci/audit`` fails for a known vulnerability and for nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

GOOD = {"name": "lxml", "version": "6.1", "vulns": []}
BAD = {"name": "twisted", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}
SKIPPED = {"name": "scrapy", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [
        ([GOOD, SKIPPED], 0, "Dependencies: 1 audited, 0 known vulnerabilities, 1 not audited"),
        ([GOOD, BAD], 1, "twisted 1.0: PYSEC-1, mended in 1.1"),
        ([SKIPPED], 0, "Dependencies are not audited: the package index here has no advisories"),
        (None, 0, "Dependencies are not audited: no route to host"),
    ],
)
def test_what_an_audit_says(tmp_path: Path, answer: list[object] | None, code: int, said: str) -> None:
    text = "" if answer is None else json.dumps({"dependencies": answer})
    fake = f"import sys\nprint({text!r})\nprint('no route to host', file=sys.stderr)\n"
    (tmp_path / "pip_audit.py").write_text(fake)
    done = subprocess.run(
        [sys.executable, str(ROOT / ".ci" / "audit")],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )
    assert (done.returncode, said in done.stdout + done.stderr) == (code, True), done
