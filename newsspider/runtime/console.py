"""Commands that report a user's mistake in one sentence and go on."""

from __future__ import annotations

import argparse
import difflib
import errno
import os
import re
import sys
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.utils.conf import closest_scrapy_cfg

from extractors import RuleError, UnknownOutlet, outlet_named
from extractors.rules.model import Outlet
from newsspider.runtime.credentials import prepare_logs, redact
from newsspider.runtime.given_settings import slip_in
from newsspider.runtime.own_outlets import load_outlets
from newsspider.runtime.stopping import stoppable


class Fault(Exception):
    """Something the user can fix: one sentence that names the file or the argument."""

    code = 2


class Stopped(Fault):
    """The user, or the system, has stopped a command: one sentence that says what there is now."""

    code = 5


class NotKept(Fault):
    """Results could not be kept: the disk is full, a file cannot be written; one sentence that names it."""

    code = 4


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
# What a terminal obeys (C0 but for the tab and the line end, DEL, C1), and what turns the direction of a text.
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def visible(text: str) -> str:
    """Others' text as it may be printed: what a terminal would obey shows as U+FFFD."""
    return _OBEYED.sub("\ufffd", text)


def visible_json(text: str) -> str:
    """JSON as it may be printed: the same data, with what a terminal would obey as an escape."""
    return _OBEYED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def complain(message: object) -> None:
    """A fault on stderr, on one line whatever a file name holds."""
    print(visible(" ".join(redact(str(message)).split())), file=sys.stderr)


def project_folder() -> Path:
    """The folder of ``scrapy.cfg``, the working directory where there is none."""
    config = closest_scrapy_cfg()
    return Path(config).parent if config else Path()


def outlet_called(name: str) -> Outlet:
    """The outlet of that name. Raises Fault naming those that exist, or what is wrong with its rules."""
    try:
        return outlet_named(name)
    except (UnknownOutlet, RuleError) as error:
        raise Fault(str(error)) from None


def shown(path: object) -> str:
    """A path in its shortest form, seen from here; a database, and what else has an address, by its address."""
    if isinstance(path, str) and "://" not in path:
        path = Path(path)
    if not isinstance(path, Path):
        return str(path)
    try:
        return str(path.resolve().relative_to(Path().resolve()))
    except ValueError:
        return str(path)


class FaultCommand(ScrapyCommand):
    """A command whose ``work`` may raise Fault, which ends it, or call ``fault``, which does not end it.

    The outlets of the setting ``OUTLET_MODULES`` are there before it begins.
    """

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        for given in opts.set:
            if slip := slip_in(given, self.settings):
                complain(slip)
                sys.exit(Fault.code)
        super().process_options(args, opts)
        prepare_logs(self.settings)
        try:
            load_outlets(self.settings.getlist("OUTLET_MODULES"), project_folder())
        except RuleError as error:
            complain(error)
            sys.exit(2)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            with stoppable():
                self._refuse_unknown_options(args)
                self.work(args, opts)
                sys.stdout.flush()
        except (Fault, RuleError) as fault:
            complain(fault)
            self.exitcode = fault.code if isinstance(fault, Fault) else 2
        except KeyboardInterrupt:
            complain(f"{type(self).__module__.rpartition('.')[2]}: stopped")
            self.exitcode = Stopped.code
        except BrokenPipeError:  # the reader of our output had enough
            sys.stderr.close()
            self.exitcode = 1
        except OSError as error:
            if error.errno not in _FULL or error.filename is not None:
                raise
            complain(f"standard output cannot be written: {error.strerror}")
            self.exitcode = NotKept.code
            # what it still holds would be tried once more, and complained of, at the very end
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def _refuse_unknown_options(self, args: list[str]) -> None:
        """Scrapy hands over what it does not know as an option among the arguments, where it would pass for a file."""
        for arg in args:
            if arg.startswith("-") and arg != "-":
                command = type(self).__module__.rpartition(".")[2]
                near = difflib.get_close_matches(arg.partition("=")[0], self._options(), 1)
                hint = f"did you mean {near[0]}? " if near else ""
                raise Fault(
                    f"{command}: there is no option {arg!r}; {hint}`newsspider {command} -h` lists them"
                    " (a file of such a name is ./-NAME)"
                )

    def _options(self) -> list[str]:
        parser = argparse.ArgumentParser(add_help=False, conflict_handler="resolve")
        self.add_options(parser)
        return [name for action in parser._actions for name in action.option_strings]

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        raise NotImplementedError

    def fault(self, message: object) -> None:
        """Report what is wrong with one input; the others go on, and the exit code shows it."""
        complain(message)
        self.exitcode = max(self.exitcode, message.code if isinstance(message, NotKept) else 1)
