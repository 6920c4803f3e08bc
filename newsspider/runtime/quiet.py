"""Imported first in a process that works for another one, which has already warned of broken rule files."""

import logging

logging.getLogger("extractors.registry").setLevel(logging.ERROR)
