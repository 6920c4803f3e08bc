"""The command ``newsspider``: what ``scrapy`` does in this project, from any folder and without a ``scrapy.cfg``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from scrapy.cmdline import execute
from scrapy.settings import Settings
from scrapy.utils.conf import closest_scrapy_cfg, get_config

from extractors import RuleError
from newsspider.runtime.console import Stopped, complain

__all__ = ["main", "project_settings"]

_OURS = "newsspider.settings"


def project_settings() -> tuple[str, Settings]:
    """The settings that hold in the working directory, and their module.

    Those of ``scrapy.cfg`` (or of ``SCRAPY_SETTINGS_MODULE``) where they are built on newsspider's, like those that
    ``outlet new`` writes. In any other Scrapy project newsspider's own, with the project's ``OUTLET_MODULES``; where
    there is no project, newsspider's own. Raises what the settings raise when they are imported.
    """
    config = closest_scrapy_cfg()
    if config and (folder := str(Path(config).parent.resolve())) not in sys.path:
        sys.path.append(folder)  # as Scrapy does
    project = os.environ.get("SCRAPY_PROJECT", "default")
    said = os.environ.get("SCRAPY_SETTINGS_MODULE") or get_config().get("settings", project, fallback=None)
    name = said or _OURS
    settings = Settings()
    settings.setmodule(name, priority="project")
    if settings["COMMANDS_MODULE"] == "newsspider.commands":
        return name, settings
    entries = settings.getlist("OUTLET_MODULES")
    settings = Settings()
    settings.setmodule(_OURS, priority="project")
    settings.set("OUTLET_MODULES", entries, priority="project")
    return _OURS, settings


def main() -> None:
    """Run a command as ``scrapy`` would with these settings. Ends the process with its exit code."""
    try:
        name, settings = project_settings()
    except Exception as error:  # an import runs whatever the module holds
        complain(f"{closest_scrapy_cfg() or 'SCRAPY_SETTINGS_MODULE'}: its settings cannot be read ({error})")
        sys.exit(2)
    os.environ["SCRAPY_SETTINGS_MODULE"] = name
    try:
        execute(["newsspider", *sys.argv[1:]], settings)
    except RuleError as error:  # from commands that are Scrapy's own
        complain(error)
        sys.exit(2)
    except KeyboardInterrupt:  # while the command was still being imported; from then on it answers itself
        complain("newsspider: stopped; nothing was begun")
        sys.exit(Stopped.code)
