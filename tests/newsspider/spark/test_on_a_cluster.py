"""On a cluster of two executors: what one machine finds, also if an executor is killed."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.slow
dataset = pytest.importorskip("pyarrow.dataset", reason="pyarrow is not here: the tests on Spark need it")


@pytest.fixture(scope="session")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """Everything was run once, for all processes of the tests: a folder and what was said."""
    pytest.importorskip("pyspark", reason="pyspark is not here: nothing was run on Spark")
    said = (
        subprocess.run(["java", "-version"], capture_output=True, text=True).stderr
        if shutil.which("java")
        else ""
    )
    version = re.search(r'version "(\d+)', said)
    if version is None or int(version[1]) < 17:
        pytest.skip("there is no Java 17 here: nothing was run on Spark")
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "spark"
    with (folder.parent / "spark.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            folder.mkdir()
            clean = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
            done = subprocess.run(
                [sys.executable, "-m", "tests.newsspider.spark.runs", str(folder)],
                cwd=ROOT,
                env={**clean, "PYTHONPATH": str(ROOT)},
                capture_output=True,
                text=True,
                timeout=900,
            )
            (folder / "said").write_text(f"{done.stdout}\n{done.stderr}")
    if not (folder / "results.json").is_file():
        pytest.fail((folder / "said").read_text())
    return folder, json.loads((folder / "results.json").read_text())


def rows(path: Path, columns: Any = None) -> Counter[str]:
    """The articles of a file or a folder of Parquet, each as text: no column, no byte of them may differ."""
    table = dataset.dataset(path, partitioning=dataset.partitioning(flavor="hive")).to_table()
    wanted = sorted(name for name in table.schema.names if name != "month")
    return Counter(repr([row[name] for name in wanted]) for row in table.to_pylist())


def test_the_archive_is_read_as_on_one_machine_though_an_executor_is_killed(ran: Any) -> None:
    folder, results = ran
    local, spark = results["reextract"]["local"], results["reextract"]["spark"]
    assert len(results["reextract"]["killed"]) == 1
    expected = rows(folder / "reextract" / "local.parquet")
    assert expected.total() > 250
    assert rows(folder / "reextract" / "spark") == expected
    assert spark["out"] == local["out"]
    assert spark["code"] == local["code"] == 1
    assert sorted(spark["err"].splitlines()) == sorted(local["err"].splitlines())
    for text in (
        "damaged at byte",
        "the file is empty",
        "not a WARC file",
        "no such file",
        "1 page is not had",
    ):
        assert text in spark["err"], text


def test_articles_lie_in_a_folder_for_each_outlet_and_month(ran: Any) -> None:
    folder = ran[0] / "reextract" / "spark"
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert files[0] == "_SUCCESS" and len(files) > 20
    assert all(
        re.fullmatch(r"outlet=\w+/month=(\d{4}-\d\d|__HIVE_DEFAULT_PARTITION__)/part-00000.parquet", one)
        for one in files[1:]
    )
    for path in folder.glob("outlet=jpnn/month=*/*.parquet"):
        month = path.parent.name.removeprefix("month=")
        for row in dataset.dataset(path).to_table().to_pylist():
            local = row["datePublished"]
            assert (
                local is None or abs((local.year - int(month[:4])) * 12 + local.month - int(month[5:])) <= 1
            )
