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

from extractors import Article, extract
from newsspider.recording.fixtures import read_case
from newsspider.store.parquet import article_of
from tests.conftest import FIXTURES, ROOT

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


def table(path: Path) -> list[dict[str, Any]]:
    """The rows of a file or a folder of Parquet."""
    found: list[dict[str, Any]] = dataset.dataset(path, partitioning="hive").to_table().to_pylist()
    return found


def rows(path: Path) -> Counter[str]:
    """The articles of a file or a folder of Parquet, each as text: no column, no byte of them may differ."""
    return Counter(repr(sorted((name, row[name]) for name in row if name != "month")) for row in table(path))


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


def test_addresses_are_read_and_written_as_folders_are(ran: Any) -> None:
    if "buckets" in ran[1]:
        pytest.skip("a bucket was read instead")
    folder, results = ran[0] / "addresses", ran[1]["addresses"]
    assert rows(folder / "spark") == rows(folder / "local.parquet")
    assert (results["spark"]["code"], results["spark"]["err"]) == (0, "")
    assert results["spark"]["out"] == results["local"]["out"]
    assert (folder / "spark" / "_SUCCESS").is_file()
    wrong = results["wrong"]
    assert (wrong["code"], wrong["out"], wrong["err"].count("\n")) == (1, "", 1)
    assert "wrac/*.gz: no such file or folder" in wrong["err"] and not (folder / "none").exists()
    again = results["again"]
    assert (again["code"], again["err"].count("\n")) == (2, 1) and "there is something already" in again[
        "err"
    ]


def test_buckets_are_read_and_written(ran: Any) -> None:
    if "buckets" not in ran[1]:
        pytest.skip("moto and s3fs are not here: no bucket was read")
    folder, results = ran[0] / "buckets", ran[1]["buckets"]
    assert rows(folder / "spark") == rows(folder / "local.parquet")
    assert (results["spark"]["code"], results["spark"]["err"]) == (0, "")
    assert results["spark"]["out"] == results["local"]["out"]
    assert (folder / "spark" / "_SUCCESS").is_file()
    assert results["missing"]["code"] == 1 and results["missing"]["err"].count("\n") == 1
    assert results["again"]["code"] == 2 and "there is something already" in results["again"]["err"]


def test_pages_of_corpora_are_read_as_on_one_machine(ran: Any) -> None:
    folder, results = ran[0] / "corpora", ran[1]["corpora"]
    expected = rows(folder / "extract.parquet")
    assert expected.total() > 40
    assert rows(folder / "extract") == expected
    for said in ("code", "out", "err"):
        assert results["spark extract"][said] == results["extract"][said]
    assert any(row["pageCount"] == 3 for row in table(folder / "extract"))  # its pages lie in two files


def test_texts_of_corpora_are_cleaned_as_on_one_machine(ran: Any) -> None:
    folder, results = ran[0] / "corpora", ran[1]["corpora"]
    for name in ("satu.parquet", "dua.parquet"):
        cleaned = table(folder / "clean-spark" / name)
        assert cleaned == table(folder / "clean-local" / name)
        assert any(row["article"] for row in cleaned)
    for said in ("code", "out", "err"):
        assert results["spark clean"][said] == results["clean"][said]


def test_data_frames_of_ones_own(ran: Any) -> None:
    folder = ran[0] / "corpora"
    first, second = table(folder / "articles.parquet")
    assert (first.pop("id"), second.pop("id")) == (7, 8)
    page = read_case(FIXTURES / "jpnn" / "2020" / "daftar-abc").pages[0]
    assert first == second
    assert article_of(first) == Article.from_dict(extract(page.body, page.url).to_dict())
    cleaned = [row["article"] for row in table(folder / "clean-local" / "dua.parquet") if row["article"]]
    assert [row["url"] for row in table(folder / "captures.parquet")] == [row["url"] for row in cleaned]


def test_common_crawls_news_is_read_as_on_one_machine_though_executors_are_killed(ran: Any) -> None:
    folder, results = ran[0] / "common_crawl", ran[1]["common_crawl"]

    def kept(name: str) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (folder / name).glob("*.warc.gz*")}

    assert results["killed"]
    expected = rows(folder / "local.parquet")
    assert expected.total() == 2 and len(kept("kept-local")) == 2
    for name, folder_of, out in (("spark", "kept-first", "spark"), ("lost word", "kept-spark", "again")):
        for said in ("code", "out", "err"):
            assert results[name][said] == results["local"][said], name
        assert kept(folder_of) == kept("kept-local")
        assert rows(folder / out) == expected
    assert results["local"]["code"] == 1 and "the records behind it are read" in results["local"]["err"]
    assert results["at once"] == 1  # the server is asked one thing at a time
