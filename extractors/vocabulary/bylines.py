"""Who wrote, edited and supplied a text, as pages and captures name them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_ROLE = re.compile(
    r"(?:^|(?<=[\s|;,(]))(?P<role>redaktur\s*(?:&|dan|/)\s*reporter|reporter\s*(?:&|dan|/)\s*redaktur|"
    r"penulis\s*(?:&|dan|/)\s*editor|reporter|penulis|pewarta|jurnalis|wartawan|kontributor|laporan|oleh|"
    r"editor|redaktur|penyunting|red|rep|sumber|penyumbang\s+bahan|author|written\s+by|by|teks)"
    r"\s*(?P<colon>[:：])\s*",
    re.I,
)

_ROLE_LINE = re.compile(
    r"(?:reporter|penulis|pewarta|jurnalis|kontributor|editor|redaktur|penyunting|author)s?", re.I
)

# "Laporan Wartawan Tribunnews.com, Name": the medium stands between role and name
_REPORT_BY = re.compile(
    r"laporan\s+(?:wartawan|reporter|jurnalis|kontributor)\s+[\w.-]+(?:\s[\w.-]+){0,2}?\s*,\s*(?P<names>[A-Z][^.!?:]{2,80})",
    re.I,
)

_BOTH = re.compile(r"(?:&|dan|/)")

_COPYRIGHT = re.compile(r"(?:copyright|hak\s+cipta)\b|©", re.I)

_EDITOR_ROLES = ("editor", "redaktur", "penyunting", "red")

_BADGE = re.compile(
    r"\(?\b(?:verified\s+writer|verified|jurnalis\s+\w+|kontributor\s+\w+|member\s+idn\s+times\s+community)\b\)?"
    r"|\bcommunity\s+writer\b|^(?:oleh|by|penulis|reporter|editor|redaktur|sumber)\b\s*:?"
    r"|(?<=\w)\s+(?:penulis|reporter|editor)$",
    re.I,
)

# a degree stands between commas or at the end: "Budi, S.H., M.H."; in "A, M.A. MURTADHO" the initials begin a name
_DEGREE = r"(?:[SM]\.[A-Za-z.]+|Ph\.?\s?D?\.?|SH|SE|MM|Jr\.?)\s*(?:[,;|/&\n)]|dan\b|and\b|$)"

_NAME_SPLIT = re.compile(rf"\s*(?:,(?!\s*{_DEGREE})|;|\||/|\s&\s|\bdan\b|\band\b|\n)\s*")

_TEAM = re.compile(r"\s[-–—]\s\w+$")  # "Tim detikcom - detikNews"

# "Kontributor Jawa Tengah, Name": the place is not a person
_CONTRIBUTOR = re.compile(
    r"\bkontributor\s[^\W\d_][\w.'’/-]*(?:\s[^\W\d_][\w.'’/-]*){0,3},\s?(?=[^\W\d_])", re.I
)

# "(Penulis Name | Editor Name)": roles without colons, set apart by bars
_BARRED = re.compile(
    r"\(?(?:penulis|reporter|jurnalis)\s[^|:.!?]{3,90}(?:\|\s*(?:penulis|reporter|editor|redaktur)\s[^|:.!?]{3,60})+\)?",
    re.I,
)

_BARRED_ROLE = re.compile(r"((?:^|\|)\s*(?:penulis|reporter|jurnalis|editor|redaktur))\s", re.I)

_PLACE_BEHIND = re.compile(r"\s*\([A-Z][A-Za-z .,]*\)\s*$")

AGENCIES = (
    "REUTERS|AFP|AP|ANTARA(?:\\s?NEWS)?|ANTARANEWS(?:\\.COM)?|XINHUA|BBC(?:\\s?INDONESIA)?|CNN(?:\\s?INDONESIA)?|"
    "AL\\s?JAZEERA|ALJAZEERA|BLOOMBERG|DPA|TASS|RIA\\s+NOVOSTI|SPUTNIK|KYODO|YONHAP|BERNAMA|THE\\s+GUARDIAN|GUARDIAN|"
    "THE\\s+STRAITS\\s+TIMES|STRAITS\\s+TIMES|CHANNEL\\s+NEWS\\s?ASIA|CNA|NYTIMES|NEW\\s+YORK\\s+TIMES|WASHINGTON\\s+POST|"
    "SCMP|FOX\\s+NEWS|SKY\\s+NEWS|DAILY\\s+MAIL|THE\\s+INDEPENDENT|INDEPENDENT|NPR|DW|VOA|CNBC|TIME|FORBES|VARIETY|"
    "ANADOLU(?:\\s+AGENCY)?|MIDDLE\\s+EAST\\s+MONITOR|MEMO|PEOPLE|HEALTHLINE|TECHCRUNCH|THE\\s+VERGE|GSMARENA|"
    "ABC(?:\\s+INDONESIA)?|JAWA\\s?POS|TEMPO(?:\\.CO)?|KOMPAS\\.COM|NEWSWEEK|THE\\s+HILL|POLITICO|EURONEWS|"
    "MERDEKA\\.COM|LIPUTAN6\\.COM|OKEZONE\\.COM|SUARA\\.COM|BISNIS\\.COM|TRIBUNNEWS\\.COM|REPUBLIKA\\.CO\\.ID|"
    "THE\\s+MOSCOW\\s+TIMES|UPI|EFE|ANSA|WION|NDTV|TIMES\\s+OF\\s+INDIA|HINDUSTAN\\s+TIMES|GOAL(?:\\.COM)?|ESPN|MARCA"
)

_AGENCY = re.compile(rf"(?:{AGENCIES})", re.I)

_AGENCY_LINE = re.compile(
    rf"(?i:sumber\s*:\s*)?(?:{AGENCIES})(?:\s*(?:,|/|\||&|\bdan\b|-|–)\s*(?:{AGENCIES}))*\s*\.?"
)

_SOURCE_LINE = re.compile(r"sumber(?:\s+berita)?\s*[:：]\s*(?P<names>[^.]{2,80}(?:\.\w[^.]{0,40})*)\.?", re.I)

_SOURCE_AGENCY = re.compile(rf"sumber\s+(?P<names>{AGENCIES})\.?", re.I)

_CAPITAL_NAMES = re.compile(r"[A-Z][A-Z .,'’|/&()-]{3,120}")


@dataclass(slots=True)
class People:
    """Names, by what they did; in the order in which the page names them."""

    authors: list[str]
    editors: list[str]
    sources: list[str]


def parse_people(lines: Sequence[str], *, default: str = "authors", own_names: Iterable[str] = ()) -> People:
    """Names out of a byline: "Reporter: A, B | Editor: C", or a role word on a line of its own.

    A name without a role goes to ``default`` ("authors", "editors" or "sources"). ``own_names`` are the
    outlet's names, which are no person.
    """
    people = People([], [], [])
    own = {name.casefold() for name in own_names}
    role: tuple[str, ...] = (default,)

    def put(text: str) -> None:
        for name in split_names(text):
            for target in role:
                # the outlet wrote nothing, but a whole text may come from its house
                if target != "sources" and (name.casefold() in own or _TEAM.sub("", name).casefold() in own):
                    continue
                names: list[str] = getattr(people, target)
                if name not in names:
                    names.append(name)

    for line in map(_with_colons, lines):
        if _COPYRIGHT.match(line):
            continue
        if match := _REPORT_BY.fullmatch(line):
            role = ("authors",)
            put(match["names"])
            continue
        end = 0
        found = False
        for match in _ROLE.finditer(line):
            put(line[end : match.start()].strip(" |,;-–—"))
            role, end, found = _roles_of(match["role"]), match.end(), True
        if not found and _ROLE_LINE.fullmatch(line.strip(" :")):
            role = _roles_of(line.strip(" :"))
            continue
        put(line[end:].strip(" |,;-–—"))
    return people


def _with_colons(line: str) -> str:
    """A line of roles and names that only bars set apart, as other lines of the kind are written."""
    if "|" not in line or not _BARRED.fullmatch(line):
        return line
    return _BARRED_ROLE.sub(r"\1: ", line.strip("()"))


def _roles_of(word: str) -> tuple[str, ...]:
    word = word.lower()
    if word == "sumber":
        return ("sources",)
    editor = any(part in word for part in _EDITOR_ROLES)
    if editor and _BOTH.search(word):
        return ("authors", "editors")
    return ("editors",) if editor else ("authors",)


def split_names(text: str) -> list[str]:
    """A list of names as people write it: commas, "dan", "&", bars; badges and role words taken off."""
    names = []
    for part in _NAME_SPLIT.split(_CONTRIBUTOR.sub("", text)):
        part = _PLACE_BEHIND.sub("", part).rstrip()
        name = " ".join(_BADGE.sub(" ", part).split()).strip(" -–—:.,|")
        if name[-1:].isupper() and part.endswith("."):
            name += "."  # an initial keeps its full stop
        if name and any(ch.isalpha() for ch in name):
            names.append(name)
    return names


def is_byline(text: str, lines: Sequence[str] = ()) -> bool:
    """Whether a block is nothing but roles and names ("Reporter: A | Editor: B", "Sumber: Antara")."""
    lines = tuple(map(_with_colons, lines or (text,)))
    if len(lines) == 1 and (match := _REPORT_BY.fullmatch(text)):
        return all(word[0].isupper() for word in re.findall(r"[^\W\d_]+", match["names"]) if word != "dan")
    if len(text) > 240 or not _ROLE.match(lines[0]):
        return False
    for line in lines:
        parts = _ROLE.split(line)[1:]
        if not parts:
            return False
        for names in parts[2::3]:
            if len(names) > 110 or len(names.split()) > 14 or re.search(r"[!?]|\.\s+[a-z]", names):
                return False
            words = [word for word in re.split(r"[\s,|/&]+", names.strip(" .|")) if word]
            low = [
                w
                for w in words
                if w[0].islower() and w not in ("dan", "and", "bin", "binti", "van", "de", "al")
            ]
            if len(low) * 2 > len(words):
                return False
    return True


def agencies(text: str) -> tuple[str, ...]:
    """Agencies credited by a line that is nothing else ("REUTERS", "ANTARA | AL JAZEERA"), else ()."""
    if len(text) > 80 or not _AGENCY_LINE.fullmatch(text):
        return ()
    text = re.sub(r"^sumber\s*:\s*", "", text, flags=re.I)
    return tuple(x.group() for x in _AGENCY.finditer(text))


def source_line(text: str) -> tuple[str, ...]:
    """Names of a line "Sumber: X", or "Sumber X" where X is an agency, else ()."""
    match = _SOURCE_LINE.fullmatch(text) or _SOURCE_AGENCY.fullmatch(text)
    return tuple(split_names(match["names"])) if match else ()


def signature(text: str) -> tuple[str, ...]:
    """Names of a signature in capitals that closes a text ("DINI TEJA", "A. B, C (BOGOR)"), else ()."""
    if not _CAPITAL_NAMES.fullmatch(text) or len(text.split()) > 16:
        return ()
    return tuple(split_names(text))


BOX = 200  # letters of the remains of an author's box

_AUTHOR_BOX = re.compile(
    r"(?P<name>[^\W\d_].{1,60}?)\s+photo\b\s*(?:verified\s+writer|verified|community\s+writer|writer|author)?\s*(?P=name)",
    re.I,
)


def author_box(text: str) -> str | None:
    """The name in the one-line remains of an author's box ("Ani Rahma Photo Verified Writer Ani Rahma")."""
    match = _AUTHOR_BOX.fullmatch(text) if len(text) <= BOX else None
    return match["name"] if match else None
