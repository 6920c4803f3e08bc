"""An outlet that changed: rules for its new pages, from the pages themselves, proved before anybody says yes.

- ``gather``: the archived pages that an alert speaks of, and those before it
- ``teach``: what these pages say, from the same article before the change or from the generic reader
- ``propose``: a layout or a changed field that is learned from them
- ``prove``: what the candidate does on every fixture and on every page
- ``patch``: the change of the rule file, as text
- ``run``: all of it in order; ``evidence``: what a person looks at before saying yes
"""

from newsspider.authoring.repair.evidence import (
    EVIDENCE,
    FOLDER,
    PATCH,
    read_repairs,
    summary,
    write_evidence,
)
from newsspider.authoring.repair.run import REPAIRABLE, Repair, repair

__all__ = [
    "EVIDENCE",
    "FOLDER",
    "PATCH",
    "REPAIRABLE",
    "Repair",
    "read_repairs",
    "repair",
    "summary",
    "write_evidence",
]
