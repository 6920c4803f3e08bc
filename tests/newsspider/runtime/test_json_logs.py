"""Logs as lines of JSON."""

from __future__ import annotations

import json
import logging
import subprocess
import sys

from newsspider.runtime.json_logs import FORMAT, JsonLine, wants_json
from tests.conftest import ROOT


def test_a_record_is_one_line_with_its_exception_and_its_own_fields() -> None:
    try:
        raise ValueError("dua\nbaris")
    except ValueError:
        record = logging.LogRecord(
            "a.b", logging.ERROR, "x.py", 1, "gagal: %s", ("satu\ndua",), sys.exc_info()
        )
    record.fields = {"outlet": "kontan"}
    text = str(JsonLine(record))
    line = json.loads(text)
    assert "\n" not in text
    assert (line["level"], line["logger"], line["message"], line["outlet"]) == (
        "ERROR",
        "a.b",
        "gagal: satu\ndua",
        "kontan",
    )
    assert "ValueError: dua\nbaris" in line["exception"] and line["time"].endswith("+00:00")


def test_json_is_asked_for_by_name() -> None:
    assert wants_json("json") and wants_json(" JSON ") and wants_json(FORMAT)
    assert not wants_json("%(message)s") and not wants_json(None)


def test_a_crawl_logs_lines_of_json_and_no_credential() -> None:
    code = (
        "import logging; from scrapy.settings import Settings; from scrapy.utils.log import configure_logging\n"
        "from newsspider.runtime.credentials import prepare_logs\n"
        "settings = Settings({'LOG_FORMAT': 'json', 'LOG_LEVEL': 'INFO'}); prepare_logs(settings)\n"
        "configure_logging(settings)\n"
        "try: raise OSError('proxy http://saya:sandi@proxy.example:3128')\n"
        "except OSError: logging.getLogger('x').exception('lewat http://saya:sandi@proxy.example:3128')\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stderr
    (line,) = [json.loads(one) for one in said.splitlines()]
    assert line["message"] == "lewat http://***@proxy.example:3128"
    assert "OSError: proxy http://***@proxy" in line["exception"] and "sandi" not in said
