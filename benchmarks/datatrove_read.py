"""Reads a folder of WARC files with datatrove's own steps, in datatrove's environment: seconds and documents.

``python -P datatrove_read.py FOLDER PROCESSES`` prints one line of JSON. It divides work by files, so the folder
holds as many as there are processes.
"""

import json
import logging
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import magic
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.extractors import Trafilatura
from datatrove.pipeline.readers import WarcReader
from datatrove.pipeline.writers import JsonlWriter

# The archive's records name no payload type (they need not), and what libmagic guesses instead keeps one page of
# three; all of them are HTML, and all are to be read.
magic.from_buffer = lambda *args, **options: "text/html"


def main() -> None:
    folder, processes = sys.argv[1], int(sys.argv[2])
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as out:
        steps = [
            WarcReader(folder, glob_pattern="*.warc.gz"),
            # the file repeats pages, whose texts must not count as duplicates; a busy machine may need a second
            Trafilatura(deduplicate=False, timeout=10),
            JsonlWriter(f"{out}/found", compression=None),
        ]
        LocalPipelineExecutor(
            pipeline=steps, tasks=processes, workers=processes, logging_dir=f"{out}/logs"
        ).run()
        seconds = time.perf_counter() - begun
        documents = sum(file.read_bytes().count(b"\n") for file in Path(out, "found").glob("*.jsonl"))
    told = {
        "seconds": seconds,
        "articles": documents,
        "version": version("datatrove"),
        "trafilatura": version("trafilatura"),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    main()
