"""From pages and their goldens to a layout: the shortest robust selectors that give the goldens.

    >>> proposal = induce([Sample("case", ((tree, url),), golden)], outlet, name="detail")   # doctest: +SKIP
    >>> print(proposal.to_source())                                                       # doctest: +SKIP

The texts of elements are compared with the golden. The selectors that could name a matching element (``naming``)
are tried on all samples at once, with the engine that will use them (``search``). For each key that cannot be read,
a note says why.

The order: headline, the container of the body (``body``), captions, single fields, people, dateline, then what is
in the container but not in the golden (``foreign``), and finally what only pages of this layout have (``finish``).
"""

from extractors.authoring.induce.induction import induce
from extractors.authoring.induce.keys import HINTS, KEY_FIELDS
from extractors.authoring.induce.model import KeyNote, Proposal, Sample

__all__ = ["HINTS", "KEY_FIELDS", "KeyNote", "Proposal", "Sample", "induce"]
