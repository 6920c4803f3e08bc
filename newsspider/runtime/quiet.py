"""Imported first in a process that works for another one, which has warned of broken rule files already."""

import logging

logging.getLogger("extractors.registry").setLevel(logging.ERROR)
