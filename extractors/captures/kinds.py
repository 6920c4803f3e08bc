"""What a line of a capture is on its own, according to the outlet's rules and the shared vocabulary."""

from __future__ import annotations

import re
from functools import cache

from extractors.captures.lines import PARAGRAPH, PROSE, TextLine
from extractors.captures.tools import is_tool
from extractors.reading.generic.dateline import OPENING
from extractors.rules.datelines import Dateline
from extractors.rules.model import Capture, Layout, Outlet
from extractors.vocabulary import bylines, furniture, picture_credits, read_also, sentences
from extractors.vocabulary.datelines import CAPITALS, PLACE
from extractors.vocabulary.dates import ParsedDate, parse_date
from extractors.vocabulary.screen import may_have

LAYOUT = "capture"

_PUBLISHED = re.compile(
    r"(?:di)?(?:publish(?:ed)?|terbit(?:kan)?|publikasikan|tayang|rilis)(?:\s+(?:pada|at|on))?\s*:?", re.I
)
_MODIFIED = re.compile(
    r"(?:terakhir\s+)?(?:di)?(?:perbarui|per?baharui|update[d]?|modified|last\s+updated?)(?:\s+(?:pada|at|on))?\s*:?",
    re.I,
)
_ROLE_ALONE = re.compile(
    r"(?:reporter|penulis|pewarta|editor|redaktur|penyunting|author|oleh|videografer|video\s+editor|narator|produser)\s*:?",
    re.I,
)
_PERSON = re.compile(
    r"(?:[A-Z][\w.'’-]*|bin|binti|van|de|al)(?:\s+(?:[A-Z][\w.'’-]*|bin|binti|van|de|al)){0,4}"
)
_SIGNED = re.compile(r"(?P<name>[^-–—|,]+)[-–—|,]\s*(?P<medium>[\w.]+(?: [\w.]+)?)")
_ROLED = re.compile(
    r"(?P<role>Penulis|Reporter|Pewarta|(?:Video )?Editor|Redaktur|Penyunting|Videografer)\s+(?:\|\s)?(?:Kontributor(?:\s[A-Z][\w-]+){0,3},\s)?"
    r"(?P<names>[^:|]+)"
)
_TWO_ROLES = re.compile(
    r"(?:penulis|reporter|pewarta|editor|redaktur)\s?:[^:|.!?]{2,60}\|\s?(?:penulis|reporter|editor|redaktur)\s?:[^:|.!?]{2,60}",
    re.I,
)
# "Kontributor Magelang, Rani Wulandari"; the cells of a table: "Penulis | : | Rani Wulandari |"
_CONTRIBUTED = re.compile(r"Kontributor(?:\s[A-Z][\w-]+){1,3},\s(?P<name>[^,:|]+)")
_REPORTED = re.compile(
    r"Laporan\s(?:Wartawan|Reporter|Jurnalis|Kontributor)\s[A-Z][\w.]{0,30}(?:\s[A-Z][\w.]{0,30}){0,2}\s?/\s?(?P<name>[^,:|/]+)"
)  # "Laporan Wartawan Kabar Desa/Rani Wulandari"
# "Laporan Rani Wulandari/ Kabar Desa"
# "Laporan Wartawan Kabar Desa Rani Wulandari": nothing parts the medium from the name
_REPORT = re.compile(
    r"Laporan\s(?:Wartawan|Reporter|Jurnalis|Kontributor)\s(?P<whom>[A-Z][\w.'’-]*(?:,?\s[A-Z][\w.'’-]*){1,7})"
)
_REPORT_BY = re.compile(r"Laporan\s(?P<name>[^,:|/]+?)\s?[/|]\s?[A-Z][\w.]{1,20}(?:\s[A-Z][\w.]{1,20}){0,2}")
_ROLE_LETTERS = frozenset("KLPREV| ")  # what a line of the four above begins with, or the cells of a table
_CELLS = re.compile(r"\s*\|\s*:\s*\|\s*")
SIGNATURE = 80  # characters
_MORE = "Selengkapnya"
_PLATFORM = " adalah platform blog"
_PROMPTS = ("Fakta atau", "Bagaimana tanggapan", "Untuk mengetahui")  # in sentences as long as paragraphs
_LONGEST_LINE = 260
_NAMED = 40  # characters: within as many, a dateline names its site
_ROLE = 20  # characters of a role word alone
_RULES = "|:-"  # what a rule in a table begins with
_LABEL, _KINDS = 60, 20_000  # characters of a line whose kind is remembered, and how many are
_JOB = re.compile(r"jurnalis|wartawan|reporter|kontributor|koresponden|penulis")
_SITE = re.compile(r"\w+\.co(?:\.id|m)?", re.I)
_SECTION = re.compile(
    r"[A-Z][A-Z &]{2,24}(?:\s?\|)+\s?"
)  # "GAYA | 17 Juni 2021 06:04 Reporter : Rani Wulandari"
_RUBRIC = re.compile(r"[A-Z][a-z]{2,20}(?:\s[A-Z][a-z]{2,20})?")  # "Peristiwa | 19 Januari 2021, 14:32 WIB"
_VIEWS = re.compile(r"[\d.,]{1,12}\s*(?:views?|hits?|x\s+dibaca|kali\s+dibaca|dibaca)", re.I)
_DASHES = ("-", "–", "—", "|")
_SITE_NAME = re.compile(r"(?:[\w-]+\.)+(?:com|co\.id|co|id|net|org|tv|news)", re.I)
# "oleh Rani Wulandari diperbarui", "Rani Wulandari, Jurnalis · Jum'at": what stands before a date
_WRITER_AND = re.compile(
    r"(?:(?i:oleh|by|penulis)\s)?(?P<name>[A-Z][\w.'’ -]{1,50}?)(?:\s?[,|–-]\s?(?i:jurnalis|wartawan|reporter|penulis|editor|kontributor))?"
    r"(?:[\s·|,]*(?:pada|on)|[\s·|,]*(?P<how>(?i:di(?:publikasikan|terbitkan|perbar?ui|tayangkan|update)))|[\s·|,-]*(?i:senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|ahad))?"
)
_TWO_DIGITS = re.compile(r"[0-9]{2}")  # a year or a day: no date is without
# two dates without anything between them, or the second with its label
_STAMPS = re.compile(r"(?:(?<=WI[BT])|(?<=WITA))(?=[A-Z][a-z])|(?<=\d:\d\d)\s+(?=Diperbarui\s?:)")
_READERS = re.compile(r"(?<=\d:\d\d)\s+\d{1,7}$")  # how many have read it
_SHARE = re.compile(r"\s+Share\s?:?$")  # the button behind a date
_CAPITALIZED = re.compile(r"[A-Z][\w.'’-]*(?:\s[A-Z][\w.'’-]*){1,5}")
_CLOCK = re.compile(r"(?<=\d):\s(?=\d\d(?:\s|:|$))")  # "15: 21: 05"
_OF_MEDIUM = re.compile(r"(?P<name>[A-Z][\w.'’ -]{1,50}?)\s?[,|–-]\s?(?P<medium>[\w. ]{2,30})")
_WRITTEN_BY = re.compile(r"(?:oleh|by|penulis)\s+(?P<name>.+)", re.I)
_PAPER = r"([A-Z]{3,20}(?: [A-Z]{2,20}){0,2},\s?[A-Z]{4,20}(?:[-\s][A-Z]{2,20})?)\s?[-–—]{1,2}\s?(?=[A-Z\"“])"
_PAPERS = re.compile(_PAPER)
# "JAKARTA. Harga emas …", for any outlet
_PLACE_STOP = r"(?=[^\W\d_a-z]{4})((?:[^\W\d_a-z]{2,20}\s){0,2}[^\W\d_a-z]{3,20})\.\s+(?=[^\W\d_a-z][^\W\d_]{0,20}[a-z]|[\"“])"
# "©KabarFoto": the credit of the picture above, whose year no copyright line would lack
_CREDIT_SIGN = re.compile(r"©\s?(?![^©]*\d{4})[^©]{2,60}")
_SITED = r"[\w-]{1,40}\.(?:com|co\.id|id|net|co|tv)\s?/\s?[A-Z][\w.'’-]{0,30}(?:\s[A-Z][\w.'’-]{0,30}){0,3}"
_CREW = re.compile(rf"\(\s?{_SITED}(?:\s?[,&]\s?{_SITED}){{0,4}}\s?\)\.?")
_OF_STOCK = re.compile(
    r"[\w.@ -]{2,60}/\s?(?:pixabay|unsplash|pexels|freepik|shutterstock|istock)[-\s]*", re.I
)
_ENDS = '.!?”"'
# "Panen kopi di lembah(kabardesa/instagram)"
_OF_NETWORK = re.compile(r"\([\w.@ -]{2,40}/\s?(?:twitter|instagram|facebook|tiktok|youtube)\)\.?$", re.I)
# "… ujar petugas. (kabardesa.co.id)": the text's source, if it is the last paragraph
_FROM_SITE = re.compile(
    r"(?<=[.!?”\"])\s?\((?:Sumber\s?:\s?)?(?:[\w-]{1,40}\.){1,3}(?:com|id|net|co|go)\)\.?$", re.I
)
_QUOTES = '"“'
_CREDITS = re.compile(
    r"(?:(?:twitter|instagram|facebook|youtube|tiktok|istimewa|ist\b|dok(?:umen\w*)?\b|tangkap(?:an)?\s+layar|screenshot|capture"
    r"|freepik|pixabay|unsplash|pexels|shutterstock|getty)\b|[\w.&-]+(?:\s[\w.&-]+){0,3}\s?/\s?[A-Z@][^/]*$|(?:[\w-]+\.)+(?:com|co\.id|id|net)\b)",
    re.I,
)
_OPENS_PICTURE = re.compile(r"(?:lihat|perbesar|buka)\s+(?:foto|gambar)", re.I)
_TICKER = re.compile(r"(?:headlines?|breaking\s+news)", re.I)
_NAME_PATH = re.compile(
    r"[A-Z][\w.&-]{0,30}(?:\s[A-Z][\w.&-]{0,30}){0,3}\s?/\s?[A-Z@][\w.&-]{0,30}(?:\s[A-Z][\w.&-]{0,30}){0,3}"
)
_SUMMARY = re.compile(r"ringkasan(?:\s+(?:berita|artikel))?\s*:?", re.I)
_COUNTED = re.compile(r"\d{1,2}[.)]\s+\w")  # a row of a list, whatever is in brackets at its end
_HOST = r"(?:[\w-]{2,30}\.){1,2}(?i:com|co\.id|co|id|net)"
# "Sleman, KABAR.ID", "KABAR.ID - SLEMAN", "Sleman,Jateng,Kabar Desa.id-"
_DATELINE_ALONE = re.compile(
    rf"(?P<line>{PLACE}(?:,{PLACE})?,\s?(?:[A-Z][\w-]{{1,20}}\s)?{_HOST}|{_HOST}(?:,\s?|\s?[-–—|]\s?){PLACE})\s?[-–—:]{{0,2}}\.?"
)
# "Sleman, Kabar Desa --", "Sleman, KABAR": so only right above a text
_DATELINE_ABOVE = re.compile(
    rf"(?P<line>{PLACE},\s?[A-Z][\w.]{{1,20}}(?:\s[A-Z][\w.]{{1,20}}){{0,3}})\s?[-–—]{{1,2}}|(?P<capitals>{PLACE},\s[A-Z]{{4,20}})"
)
_TABLE_RULE = re.compile(r"\|?(?:\s*:?-{2,}:?\s*\|)+[\s:-]*")


# What stands for the outlet of a site without rules.
UNKNOWN = Outlet(name="unknown", title="(unknown)", domains=("unknown.invalid",), articles="/{slug}")


_PUT_TOGETHER: dict[int, CaptureRules] = {}


def rules_for(outlet: Outlet) -> CaptureRules:
    """What is known about captures of an outlet's pages, put together once."""
    known = _PUT_TOGETHER.get(id(outlet))
    if known is None or known.outlet is not outlet:
        known = _PUT_TOGETHER[id(outlet)] = CaptureRules(outlet)
    return known


class CaptureRules:
    """What is known about captures of one outlet's pages."""

    def __init__(self, outlet: Outlet) -> None:
        self.outlet = outlet
        self.rules: Capture = outlet.capture
        self._chrome, self._related = _whole_line(self.rules.chrome), _whole_line(self.rules.related)
        self.ends = _ends_of(outlet)
        self.desk_code = re.compile(self.ends.desk_code) if self.ends.desk_code else None
        self._labels = tuple(label for x in outlet.domains if len(label := x.partition(".")[0]) >= 4)
        self._longest_own = max(
            map(len, outlet.own_words), default=0
        )  # no text becomes shorter where its case is folded
        self.decks = any(layout.deck for layout in outlet.layouts)
        lines = dict.fromkeys(
            line for line in (outlet.dateline, *(layout.dateline for layout in outlet.layouts)) if line
        )
        self._datelines = tuple(
            (line.needs if isinstance(line, Dateline) else (), _first_of(_unmarked(line))) for line in lines
        )
        self._openings = _first_of(
            (
                *(
                    _PLACE_STOP,
                    _PAPER_AND_PLACE,
                    _CAPITAL_HOST,
                    _HYPHENED,
                    OPENING,
                    _SITES,
                    _IN_BRACKETS,
                    _BARRED,
                ),
                *(_PAPER, _CLOSE_DASH, _BLANK_COMMA, _BARRED_PLACE, _JOINED, _CAPTION_GLUED),
            )
        )  # of any outlet
        self._sites = re.compile(_SITES)
        self._kinds: dict[tuple[str, str], str] = {}  # of short lines, which come back
        self._recurring: dict[str, bool] = {}

    def kind(self, line: TextLine) -> str:
        """The name of what a line is; "text" if nothing is known about it."""
        text = line.text
        if line.plain is not None or len(text) > _LABEL:
            return self._kind_of(line)
        known = self._kinds.get((text, line.mark))
        if known is None:
            if len(self._kinds) >= _KINDS:
                self._kinds.clear()
            known = self._kinds[text, line.mark] = self._kind_of(line)
        return known

    def _kind_of(self, line: TextLine) -> str:
        text = line.text
        if not text:
            return "empty"
        if self.is_chrome(text):
            return "chrome"
        if line.mark == "picture":
            return "picture"
        if len(text) >= PROSE and sentences.ends_sentence(text):
            return self._kind_of_prose(line)
        return self._kind_of_label(line)

    def _kind_of_prose(self, line: TextLine) -> str:
        """The same for a paragraph: a long line that ends a sentence. Most of what short lines may be it cannot be."""
        text = line.text
        if (text.startswith(_PROMPTS) or _PLATFORM in text) and is_tool(text):
            return "chrome"
        if read_also.may_have_glued(text):
            rest, titles = read_also.split_read_also(text)
            if titles and rest:
                return "text"
        if verdict := furniture.classify(text, links=line.links, plain=line.plain, linked=line.linked):
            return verdict.label
        if self._has_caption_prefix(text) or (
            is_caption(text) and not self.opens_at(text) and not _COUNTED.match(text)
        ):
            return "caption"
        return "bullet" if line.mark == "bullet" else "text"

    def _kind_of_label(self, line: TextLine) -> str:
        """The same for a line that is no paragraph."""
        text = line.text
        first = text[0]
        if (first in _RULES and is_table_rule(text)) or is_tool(text):
            return "chrome"
        if first == "©" and _CREDIT_SIGN.fullmatch(text):
            return "caption"
        if "/" in text and _OF_STOCK.fullmatch(text):
            return "caption"
        if first == "(" and is_crew(text):
            return "text"
        if is_dateline_alone(text):
            return "chrome"
        if furniture.is_related_heading(text) or (self._related and self._related.fullmatch(text)):
            return "related"
        if date_of(text, self.outlet):
            return "date"
        if len(text) <= _ROLE and _ROLE_ALONE.fullmatch(text):
            return "role"
        if read_also.may_have_glued(text):
            rest, titles = read_also.split_read_also(text)
            if titles and rest:
                return "text"
        if text.endswith(_MORE) and picture_credits.is_caption(without_more(text)):
            return "caption"
        if verdict := furniture.classify(text, links=line.links, plain=line.plain, linked=line.linked):
            return verdict.label
        if bylines.is_byline(text) or bylines.source_line(text) or is_two_roles(text):
            return "byline"
        if with_colon(text) is not None or (first == "L" and _REPORT.fullmatch(text)):
            return "byline"
        if bylines.author_box(text):
            return "author_box"
        if furniture.is_share_bar(text):
            return "chrome"
        if self._has_caption_prefix(text) or is_caption(text):
            return "caption"
        return "bullet" if line.mark == "bullet" else "text"

    def is_chrome(self, text: str) -> bool:
        """Whether the outlet's rules name this line."""
        return self._chrome is not None and self._chrome.fullmatch(text) is not None

    def is_own(self, text: str) -> bool:
        """Whether a line is the outlet's name and nothing else."""
        return len(text) <= self._longest_own and text.casefold() in self.outlet.own_words

    def is_edition(self, text: str) -> bool:
        """Whether a line is rather a paper's name than a person's: it begins as the outlet's own domain does."""
        first = text.partition(" ")[0].casefold()
        named = len(first) > 4 and any(label.startswith(first) for label in self._labels)
        return named or first.partition(".")[0] in self._labels

    def signed_by(self, text: str, dated: bool = False) -> str:
        """The name on a line that has a name and the outlet's own ("Rani Wulandari - kabarOlahraga"), or "".

        ``dated``: whether a date follows the line, which then may have the name of a channel in the outlet's place.
        """
        found = _SIGNED.fullmatch(text) if len(text) <= SIGNATURE else None
        name = found["name"].strip() if found else ""
        if found is None or not is_person(name) or " " not in name:
            return ""
        medium = found["medium"].casefold()
        own = medium in self.outlet.own_words or any(label in medium for label in self._labels)
        return name if own or _JOB.fullmatch(medium) or (dated and " " not in medium) else ""

    def reporter_in(self, text: str) -> str:
        """The name on a line "Laporan Wartawan Kabar Desa Rani Wulandari", if "Kabar" is what the outlet's own papers are called; or ""."""
        found = _REPORT.fullmatch(text) if len(text) <= SIGNATURE else None
        whom = found["whom"] if found else ""
        if not whom or "," in whom or not self.is_edition(whom):
            return ""
        name = " ".join(whom.split()[1 if "." in whom.partition(" ")[0] else 2 :])
        return name if is_person(name) else ""

    def dateline_at(self, text: str) -> re.Pattern[str] | None:
        """The pattern of the dateline that the text opens with."""
        for needs, patterns in self._datelines:
            if needs and not may_have(text, needs):
                continue
            for pattern in patterns:
                if (found := pattern.match(text)) and found.end():
                    return pattern
        return None

    def opens_at(self, text: str) -> bool:
        """Whether a text opens with a dateline of the outlet: a paragraph follows on the line, or nothing does."""
        found = self.dateline_at(text)
        rest = text[found.match(text).end() :] if found else ""  # type: ignore[union-attr]
        return found is not None and (
            not rest or (len(rest.split()) > 4 and date_of(rest, self.outlet) is None)
        )

    def opens_with_site(self, text: str) -> bool:
        """Whether a paragraph opens with the dateline of any site, or paper: "Kabar.com, Jakarta - …", "JAKARTA, KABAR - …"."""
        if len(text) < PARAGRAPH or not ("." in text[:_NAMED] or text[:3].isupper()):
            return False
        found = self._sites.match(text) or _PAPERS.match(text)
        return (
            found is not None
            and found.end() < len(text)
            and date_of(text[found.end() :], self.outlet) is None
        )

    def any_dateline_at(self, text: str) -> re.Pattern[str] | None:
        """The pattern of the dateline of any outlet that a paragraph opens with: a sister paper, an agency, a place."""
        if len(text) < PARAGRAPH:
            return None
        return next(
            (pattern for pattern in self._openings if (m := pattern.match(text)) and m.end() < len(text)),
            None,
        )

    def dated_at(self, text: str) -> re.Pattern[str] | None:
        """The pattern of a place and a date, or a dash, that the first paragraph opens with.

        With a date, others quote a release; so does the first one of an outlet whose own texts open otherwise.
        """
        if len(text) < PARAGRAPH:
            return None
        if not self._datelines and _ON_A_DAY.match(text):
            return _ON_A_DAY
        return _DASHED if _DASHED.match(text) else None

    def may_recur(self, text: str) -> bool:
        """Whether a line may be part of several articles: a name, or the place that a text opens with."""
        known = self._recurring.get(text)
        if known is None:
            if len(self._recurring) >= _KINDS:
                self._recurring.clear()
            known = self._recurring[text] = (
                is_person(text)
                or self.dateline_at(text) is not None
                or any((m := pattern.match(text)) and m.end() == len(text) for pattern in self._openings)
            )
        return known

    def _has_caption_prefix(self, text: str) -> bool:
        prefix = self.ends.caption_prefix
        return bool(prefix and (match := re.match(prefix, text)) and match.end())


def date_of(text: str, outlet: Outlet) -> tuple[str, ParsedDate, str] | None:
    """A line with only a date and perhaps people: "published" or "modified", the date, the byline or ""."""
    if len(text) > 140 or text.endswith(".") or not _TWO_DIGITS.search(text):
        return None
    text = _CLOCK.sub(":", _READERS.sub("", text))
    shared, text = text, _SHARE.sub("", text)
    if len(stamps := _STAMPS.split(text)) == 2:
        first, second = (date_of(stamp, outlet) for stamp in stamps)
        return (first if first[0] == "published" else second) if first and second else None
    date = parse_date(text, zone=outlet.zone)
    if date is None:
        return None
    rest = " ".join(text.replace(date.raw, " | ").split()).strip(" |,/–—-·•()")
    if (site := _SITE_NAME.match(rest)) and rest[site.end() : site.end() + 3].strip(" ,") in _DASHES:
        rest = rest[site.end() :].strip(" |,/–—-·•()")
    if (section := _SECTION.match(rest)) and bylines.is_byline(rest[section.end() :]):
        return "published", date, rest[section.end() :]
    if (
        not rest
        or _VIEWS.fullmatch(rest)
        or _PUBLISHED.fullmatch(rest)
        or rest.casefold() in outlet.own_words
        or _SITE_NAME.fullmatch(rest)
    ):
        return "published", date, ""
    if _MODIFIED.fullmatch(rest):
        return "modified", date, ""
    if _RUBRIC.fullmatch(rest) and f"{rest} |" in text:
        return "published", date, ""
    if (
        shared == text
        and (match := _WRITER_AND.fullmatch(rest))
        and is_person(match["name"])
        and (" " in match["name"] or (match["how"] and match.start("name") > 0))
    ):
        return (
            "modified" if match["how"] and _MODIFIED.fullmatch(match["how"]) else "published",
            date,
            match["name"],
        )
    if shared != text and _CAPITALIZED.fullmatch(rest):
        return "published", date, ""  # a name and a rubric, and nothing parts them
    match = _OF_MEDIUM.fullmatch(rest)
    medium = match["medium"] if match and " " in match["name"] and is_person(match["name"]) else ""
    if match and medium and (bylines.is_agency(medium) or medium.casefold() in outlet.own_words):
        return "published", date, match["name"]
    if (match := _WRITTEN_BY.fullmatch(rest)) and _PERSON.fullmatch(match["name"]):
        return "published", date, match["name"]
    return ("published", date, rest) if bylines.is_byline(rest) else None


def with_colon(text: str) -> str | None:
    """A line with a role word and names as it is written elsewhere: "Penulis Rani Wulandari" → "Penulis: Rani Wulandari"."""
    if len(text) > SIGNATURE or text[:1] not in _ROLE_LETTERS:
        return None
    if (
        (of_place := _CONTRIBUTED.fullmatch(text.rstrip(" ,")))
        and " " in of_place["name"]
        and is_person(of_place["name"])
    ):
        return f"Penulis: {of_place['name']}"
    if (told := _REPORT.fullmatch(text)) and "," in told["whom"]:
        name = told["whom"].rpartition(", ")[2]
        return f"Penulis: {name}" if is_person(name) else None
    reported = _REPORTED.fullmatch(text) or _REPORT_BY.fullmatch(text)
    if reported and is_person(reported["name"]):
        return f"Penulis: {reported['name']}"
    found = _ROLED.fullmatch(_CELLS.sub(" ", text).strip("| "))
    if found is None or " " not in found["names"] or not all(map(is_person, found["names"].split(", "))):
        return None
    return f"{found['role']}: {found['names']}"


def without_more(text: str) -> str:
    """A caption without the button behind it that shows the rest: "Panen kopi. (Kabar/Rani)... Selengkapnya"."""
    return text[: -len(_MORE)].rstrip(" .…") if text.endswith(_MORE) else text


def is_caption(text: str) -> bool:
    """Whether a line is a picture's caption, perhaps with blanks inside of the brackets of its credit."""
    if text.endswith(" )") and (start := text.rfind("( ")) > 0:
        text = f"{text[:start]}({text[start + 2 : -2]})"
    if text[:1] in _QUOTES and without_crew(text):
        return False  # what somebody says, signed by its writer
    return picture_credits.is_caption(text) or (text.endswith((")", ").")) and bool(_OF_NETWORK.search(text)))


def is_two_roles(text: str) -> bool:
    """Whether a line names a writer and an editor, however their names are written: "Penulis: rani | Editor: budi"."""
    return "|" in text and len(text) <= _LONGEST_LINE and bool(_TWO_ROLES.fullmatch(text))


def is_person(text: str) -> bool:
    """Whether a text looks like one person's name."""
    return bool(_PERSON.fullmatch(text))


def are_names(text: str) -> bool:
    """Whether a text is a list of names and nothing else."""
    names = bylines.split_names(text)
    return bool(names) and all(is_person(name) or _SITE.fullmatch(name) for name in names)


def is_crew(text: str) -> bool:
    """Whether a line has nothing but media and their writers: "(Kabar.com/Rani Wulandari, Desa.id/Bagus Adi)"."""
    return len(text) <= _LONGEST_LINE and bool(_CREW.fullmatch(text))


def without_crew(text: str) -> str:
    """A text that ends with a sentence without the media and writers in brackets behind it; "" for any other."""
    start = text.rfind("(") if text.endswith((")", ").")) else -1
    said = text[:start].rstrip() if start > 0 else ""
    return said if said[-1:] in _ENDS and said and _CREW.fullmatch(text, start) else ""


def is_dateline_alone(text: str) -> bool:
    """Whether a line is only where a text is from, and by which site: "Sleman, KABAR.ID"."""
    return len(text) <= _LABEL and "." in text and _DATELINE_ALONE.fullmatch(text) is not None


def dateline_above(text: str) -> str:
    """The dateline that the line above a text is, "" if it is none: a place and a site, or a paper, and perhaps a dash."""
    if len(text) > _LABEL or not ("," in text or "." in text):
        return ""
    if found := _DATELINE_ALONE.fullmatch(text):
        return found["line"]
    found = _DATELINE_ABOVE.fullmatch(text)
    return (found["line"] or found["capitals"]) if found else ""


def without_site(text: str) -> str:
    """A paragraph without the site in brackets behind its last sentence, where it is from; "" for any other."""
    found = _FROM_SITE.search(text, max(0, len(text) - SIGNATURE)) if len(text) >= PROSE else None
    return text[: found.start()] if found else ""


def opens_picture(text: str) -> bool:
    """Whether a line is the button that opens a picture; who took it and its caption follow."""
    return bool(_OPENS_PICTURE.fullmatch(text))


def may_be_credit(text: str) -> bool:
    """Whether a line is short enough, and no sentence, to say who took the picture whose caption is below it."""
    return len(text) <= SIGNATURE and not sentences.ends_sentence(text)


def is_credit(text: str) -> bool:
    """Whether a line is such a credit: a site, a network, a path of names."""
    return may_be_credit(text) and bool(_CREDITS.match(text))


def is_ticker_heading(text: str) -> bool:
    """Whether a line heads the strip of news at the top of a page."""
    return bool(_TICKER.fullmatch(text))


def is_path_of_names(text: str) -> bool:
    """Whether a line is only a medium and a name: "KABAR.COM/Rani Wulandari"."""
    return "/" in text and bool(_NAME_PATH.fullmatch(text))


def is_summary_heading(text: str) -> bool:
    """Whether a line heads the summary that some pages show above the text."""
    return bool(_SUMMARY.fullmatch(text))


def is_table_rule(text: str) -> bool:
    """Whether a line is the rule below the header of a Markdown table."""
    return bool(_TABLE_RULE.fullmatch(text))


@cache
def _whole_line(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.I) if patterns else None


@cache
def _first_of(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in dict.fromkeys(patterns))


_IN_BRACKETS = r"(\([A-Z][\w. ]{2,30}\))\s*[-–—]+\s+(?=\S)"
# "Sleman, 6 Maret 2020 – Warga …"
_ON_A_DAY = re.compile(
    rf"({PLACE},\s(?:[A-Z][a-z’']{{3,6}},?\s)?\d{{1,2}}\s[A-Z][a-z]{{2,8}}\s\d{{4}})\s?[-–—]{{1,2}}\s*(?=[^\W\d_a-z]|[\"“])"
)
# "Sleman- Warga …"
_DASHED = re.compile(rf"((?!(\w+)[-–—]\s\2\b){PLACE})[-–—]\s+(?=[^\W\d_a-z]\w|[\"“])", re.A)
# "Kabar.com | Warga …", "Kabar.com | Sleman – Warga …"
_BARRED = rf"((?:[\w-]{{1,40}}\.)+(?:com|co\.id|id|net|co)(?:\s\|\s{PLACE}(?=\s[-–—]))?)\s(?:\||[-–—]{{1,2}})\s+(?=[^\W\d_a-z]|[\"“])"
# "SLEMAN | Warga …", but no menu; "Sleman-KabarDesa.com,- Warga …"; a caption glued to it: "… (Dok: Kabar).Kabar.com — Warga …"
_BARRED_PLACE = rf"({CAPITALS})\s\|\s+(?=[^\W\d_a-z][^|]*$|[\"“][^|]*$)"
_JOINED = rf"({PLACE}(?:\s?[-–—,|]\s?|\.){_HOST})(?:\s?,?\s?[-–—~]{{1,2}}\s*|\s\|\s+)(?=[^\W\d_a-z]|[\"“])"
_CAPTION_GLUED = rf"[^()\"“”]{{10,200}}\((?:Dok|Foto|Ist|IST|Photo)\b[^()]{{0,60}}\)\.?\s?((?:{PLACE},\s?)?{_HOST})\s?[-–—]{{1,2}}\s+(?=[^\W\d_a-z]|[\"“])"
# "KABAR DESA - SLEMAN - Warga …"; "SLEMAN, Kabar Desa—Warga …"; "SLEMAN ,Kabar desa – Warga …"
_PAPER_AND_PLACE = (
    rf"({CAPITALS}\s[-–—]\s?{CAPITALS})\s?[-–—]{{1,2}}\s*(?=[^\W\d_a-z][^\W\d_]{{0,20}}[a-z]|[\"“])"
)
# "SLEMAN-Warga desa …"
_HYPHENED = r"((?:[^\W\d_a-z]{2,20}\s){0,2}[^\W\d_a-z]{5,20})-(?=[^\W\d_a-z][a-z]{2,20}\s[^\W\d_]|[\"“])"
# "Sleman - KABAR.COM Warga …"
_CAPITAL_HOST = rf"({PLACE}\s?[-–—]\s?(?:[A-Z\d-]{{2,30}}\.){{1,2}}(?:COM|ID|CO|NET))\s+(?=[^\W\d_a-z][^\W\d_]{{0,20}}[a-z])"
_CLOSE_DASH = (
    rf"({CAPITALS},\s[A-Z][\w.]{{1,20}}(?:\s[A-Z][\w.]{{1,20}}){{0,3}})—{{1,2}}(?=[^\W\d_a-z]|[\"“])"
)
_BLANK_COMMA = (
    rf"({CAPITALS}\s,\s?[A-Z][\w.]{{1,20}}(?:\s[\w.]{{1,20}}){{0,2}})\s[-–—]{{1,2}}\s+(?=[^\W\d_a-z]|[\"“])"
)
_SITES = Dateline("*.com", "*.co.id", "*.co", "*.id", "*.net", place=True, dashless=True)


def _unmarked(dateline: str) -> tuple[str, ...]:
    """An outlet's dateline as captures show it: type that sets it apart is lost, and with it the reason for a dash."""
    if not isinstance(dateline, Dateline) or not dateline.names or not dateline.words.get("place"):
        return (dateline,)
    words = {**dateline.words, "dashless": True}
    names = "|".join(re.escape(name).replace(r"\*", r"[\w-]*") for name in dateline.names)
    # nothing at all is left between the place, or the name, and the text
    glued = rf"((?i:{names}),\s?[A-Z][a-z]{{2,20}}|[A-Z]{{3,20}},\s?(?i:{names}))(?=[A-Z][a-z])"
    colon = rf"((?i:{names}),\s?{PLACE})\s?:\s+(?=[^\W\d_a-z]|[\"“])"
    return (glued, dateline, Dateline(*dateline.names, **words), colon)


def _ends_of(outlet: Outlet) -> Layout:
    """What the outlet's layouts say about the ends of a text and about captions, combined.

    A capture does not show which layout its page had, so all of them apply.
    """

    def either(name: str) -> str | None:
        patterns = dict.fromkeys(x for layout in outlet.layouts if (x := getattr(layout, name)))
        return "|".join(f"(?:{pattern})" for pattern in patterns) or None

    return Layout(
        LAYOUT,
        when="html",
        headline="h1",
        body="body",
        desk_code=either("desk_code"),
        caption_prefix=either("caption_prefix"),
        signature=any(layout.signature for layout in outlet.layouts),
    )
