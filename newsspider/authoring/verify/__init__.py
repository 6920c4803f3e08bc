"""Are the rules still right? The newest pages of each layout, fetched and read in every way there is.

A visit (``visit``) fetches them politely; each page is read by its rules, by the generic reader, by its metadata and by
what its list said (``compare``); a layout gets a verdict (``judge``), and the verdicts go into a file that a person signs
off (``evidence``).
"""

from newsspider.authoring.verify.evidence import (
    EVIDENCE,
    Kind,
    Verdict,
    read_evidence,
    signer,
    write_evidence,
)
from newsspider.authoring.verify.run import prepare, verify
from newsspider.authoring.verify.visit import Budget

__all__ = [
    "EVIDENCE",
    "Budget",
    "Kind",
    "Verdict",
    "prepare",
    "read_evidence",
    "signer",
    "verify",
    "write_evidence",
]
