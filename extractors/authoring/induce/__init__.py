"""Pages and their goldens → a layout: the shortest robust selectors that give the goldens.

    >>> proposal = induce([Sample("case", ((tree, url),), golden)], outlet, name="detail")   # doctest: +SKIP
    >>> print(proposal.to_source())                                                       # doctest: +SKIP

What an element says of itself is compared with what the golden says; the selectors that could name it
(``naming``) are tried on all samples at once, with the engine that will use them (``search``). What cannot be had
is said key by key, with the reason.

The order: headline, the container of the body (``body``), captions, single fields, people, dateline, then what is
in the container and not in the golden (``foreign``), and at last what only pages of this layout hold (``finish``).
"""

from extractors.authoring.induce.induction import find_body, induce
from extractors.authoring.induce.keys import HINTS, KEY_FIELDS
from extractors.authoring.induce.model import KeyNote, Proposal, Sample

__all__ = ["HINTS", "KEY_FIELDS", "KeyNote", "Proposal", "Sample", "find_body", "induce"]
