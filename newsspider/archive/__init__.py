"""Every response as WARC, written and read again: the writer, the index, the parts of a file, re-extraction."""
