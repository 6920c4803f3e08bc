"""What the workbench wrote into files, to be undone step by step.

The steps are kept in memory, each with the whole file as it was, so that undoing gives back the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from newsspider.authoring.workbench.files import digest_of, replace_file
from newsspider.authoring.workbench.rulefile import CannotSave

KEPT = 100  # steps of one file


@dataclass(frozen=True)
class Step:
    """One change of one file: what was done, the file before it, and the digest of the file after it."""

    number: int
    what: str
    before: bytes = field(repr=False)
    after: str


class History:
    """The steps of every file that was changed, the last at the end."""

    def __init__(self) -> None:
        self._steps: dict[Path, list[Step]] = {}
        self._count = 0

    @contextmanager
    def step(self, path: Path, what: str) -> Iterator[None]:
        """Whatever is written into the file meanwhile is one step; nothing is, if the file stays as it is."""
        before, digest = path.read_bytes(), digest_of(path)
        try:
            yield
        finally:
            after = digest_of(path)
            if after != digest:
                self._count += 1
                steps = self._steps.setdefault(path, [])
                steps.append(Step(self._count, what, before, after))
                del steps[:-KEPT]

    def last(self, path: Path) -> Step | None:
        """The step of a file that would be undone next."""
        steps = self._steps.get(path)
        return steps[-1] if steps else None

    def undo(self, path: Path, number: object) -> Step:
        """Put a file back as it was before its last step, which is the one with this number.

        Raises CannotSave where that is not the last one, or where somebody else changed the file after it.
        """
        step = self.last(path)
        if step is None or step.number != number:
            raise CannotSave(f"{path.name}: this is not the last change any more; load this page again")
        if digest_of(path) != step.after:
            raise CannotSave(
                f"{path.name} was changed by somebody else after this ({step.what}); undoing would lose that change"
            )
        replace_file(path, step.before)
        self._steps[path].pop()
        return step
