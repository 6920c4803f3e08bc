"""What is wrong over many unreviewed pages of an outlet: rates, what repeats, what is left unread.

Pages are read in parts, by several processes, as ``scrapy reextract`` reads them. A process gives a small
record of each page (``Seen``); they are counted here, in counters of fixed size, so memory stays flat however
many pages there are. No finding is a verdict: it says on how many pages something was seen, where to
look at it, and which rule it touches.
"""

from newsspider.authoring.survey.counts import Bounded
from newsspider.authoring.survey.document import document, read_survey
from newsspider.authoring.survey.examine import KEYS, Seen, examine
from newsspider.authoring.survey.findings import Finding, findings
from newsspider.authoring.survey.parts import files_of
from newsspider.authoring.survey.run import Survey, survey

__all__ = [
    "KEYS",
    "Bounded",
    "Finding",
    "Seen",
    "Survey",
    "document",
    "examine",
    "files_of",
    "findings",
    "read_survey",
    "survey",
]
