"""The people and agencies who wrote, edited and supplied a text, as pages and captures name them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from extractors.vocabulary.dates import parse_date
from extractors.vocabulary.screen import may_have

# Role words, and what becomes of the names after them; those of a rule file take precedence.
_WRITERS = (
    r"(?:(?:di(?:tulis|laporkan|susun)|written|reported)\s+(?:oleh|by)|reporter|peliput|penulis(?:\s+naskah)?|pewarta|jurnalis|wartawan|"
    r"kontributor|koresponden|laporan|oleh|rep|penyumbang\s+bahan|author|by|teks|naskah)"
)
_EDITORS = (
    r"(?:(?:di(?:sunting|edit)|edited)\s+(?:oleh|by)|(?:(?:asisten|dewan|wakil|staf|managing|senior|chief)\s+)?(?:editor(?:\s+in\s+chief)?"
    r"|redaktur|penyunting)(?:\s+(?:pelaksana|utama|senior|bahasa|eksekutif))?|(?:pemimpin|penanggung\s+jawab)\s+redaksi|red(?:pel)?)"
)
_BOTH = r"(?:(?:redaktur|editor)\s*(?:&|dan|/)\s*(?:reporter|penulis)|(?:reporter|penulis)\s*(?:&|dan|/)\s*(?:redaktur|editor))"
# These neither wrote nor edited the text: their names are left out.
_OTHERS = (
    r"(?:(?:di(?:terjemahkan|unggah|terbitkan)|translated|uploaded|published)\s+(?:oleh|by)|penerjemah|alih\s+bahasa|translator|penyadur|"
    r"uploader|pengunggah|publisher|(?:juru\s+)?foto(?:grafer)?|photographer|video(?:grafer|\s+editor)?|narator|produser|ilustrator|desain(?:er)?\s+grafis|infografis)"
)
_PARTS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(_BOTH, re.I), ("authors", "editors")),
    (re.compile(_EDITORS, re.I), ("editors",)),
    (re.compile(r"sumber", re.I), ("sources",)),
    (re.compile(_WRITERS, re.I), ("authors",)),
    (re.compile(_OTHERS, re.I), ()),
)
_WORDS = rf"{_BOTH}|{_EDITORS}|{_WRITERS}|{_OTHERS}"

Roles = Mapping[
    str, str
]  # a role word in lower case → "authors", "editors", "sources", or "" for none of them


@cache
def _role_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """The pattern of role words with their colon, including those of a rule file."""
    own = "".join(rf"{re.escape(word)}|" for word in sorted(words, key=len, reverse=True)).replace(
        r"\ ", r"\s+"
    )
    return re.compile(rf"(?:^|(?<=[\s|;,(/]))(?P<role>{own}{_WORDS}|sumber)\s*(?P<colon>[:：])\s*", re.I)


_ROLE = _role_pattern(())

_ROLE_LINE = re.compile(
    rf"(?:{_EDITORS}|reporter|penulis|pewarta|jurnalis|kontributor|author|penerjemah|uploader)s?", re.I
)

# A name next to a role without a colon; at least two words of "Ani binti Rahma, S.H."
_PERSON = r"[^\W\d_a-z][\w.'’-]*(?:\s(?:[^\W\d_a-z][\w.'’-]*|bin|binti|van|de|al)){0,4}"
_PERSONS = re.compile(rf"{_PERSON}(?:(?:,\s|\s&\s|\sdan\s|/){_PERSON}){{0,4}}\.?")
# ... and such a role: before names, at the beginning or after other names
_BARE_ROLE = re.compile(
    r"(?:^|(?<=[\s|;,(]))(?P<role>(?i:(?:ditulis|dilaporkan|disunting|diedit|diterjemahkan|diunggah)\s+oleh|(?:written|edited)\s+by"
    r"|reporter|penulis|pewarta|jurnalis|wartawan|kontributor|laporan|(?:redaktur|editor)(?:\s+pelaksana)?|penyunting"
    r"|penerjemah|uploader|publisher|fotografer))\s(?=[^\W\d_a-z])"
)
# ... without which there is no byline, if no colon is there either
_ANY_ROLE = re.compile(
    r"di(?:tulis|lapor|sunting|edit|terjemah|unggah)|written|edited|reporter|penulis|pewarta|jurnalis|wartawan|kontributor|laporan"
    r"|redaktur|editor|penyunting|penerjemah|uploader|publisher|fotografer",
    re.I,
)
_SURE_ROLE = re.compile(r"(?:di|written|edited)", re.I)
_BETWEEN = " |,;/-–—"
# "Ani Rahma, Jurnalis", "Budi (Editor)", "Ani Rahma – Penulis Kabar"
_ROLE_BEHIND = re.compile(
    rf"(?P<names>{_PERSON})\s?(?:,|\(|[-–—|])\s?(?P<role>(?i:jurnalis|wartawan|penulis|reporter|kontributor|editor|redaktur|penyunting"
    r"|penerjemah|fotografer))(?:\s\w+){0,2}\)?\.?"
)

# "Laporan Wartawan Tribunnews.com, Name": the medium is between role and name
_REPORT_BY = re.compile(
    r"laporan\s+(?:wartawan|reporter|jurnalis|kontributor)\s+[\w.-]+(?:\s[\w.-]+){0,2}?\s*[,:]\s*(?P<names>[A-Z][^.!?:]{2,80})",
    re.I,
)

_AGO = re.compile(r"\b(?:\d{1,3}|se)\s?(?:detik|menit|jam|hari|minggu|bulan|tahun)\s(?:yang\s)?lalu\b", re.I)
_COPYRIGHT = re.compile(r"(?:copyright|hak\s+cipta)\b|©", re.I)

_BADGE = re.compile(
    r"\(?\b(?:verified\s+writer|verified|member\s+idn\s+times\s+community)\b\)?"
    r"|\((?:jurnalis|kontributor)\s+\w+\)|^(?:jurnalis|kontributor)\s+\w+"
    r"|\bcommunity\s+writer\b|^(?:oleh|by|penulis|reporter|editor|redaktur|sumber)\b\s*:?",
    re.I,
)
# a role after a full name; of two words, the second belongs to the name ("Ani Wartawan")
_ROLE_AFTER = re.compile(
    r"(?<=\w)\s+(?:(?:penulis|reporter|editor|jurnalis|wartawan)|(?:jurnalis|kontributor)\s+\w+)$", re.I
)

# a degree is between commas or at the end: "Budi, S.H., M.H."; in "A, M.A. MURTADHO" the initials begin a name
_DEGREE = r"(?:[SM]\.[A-Za-z.]+|Ph\.?\s?D?\.?|SH|SE|MM|Jr\.?)\s*(?:[,;|/&\n)]|dan\b|and\b|$)"

_NAME_SPLIT = re.compile(rf"\s*(?:,(?!\s*{_DEGREE})|;|\||/|\s&\s|\bdan\b|\band\b|\n)\s*")

_BEHIND = re.compile(r"\s[-–—]\s\w+$")  # "detikcom - detikNews"
# "Tim detikcom", "Tim Liputan Khusus", "Tim 20", "Redaksi Jatim"; a person is "Tim Wijaya"
_TEAM = re.compile(
    r"(?:(?:dewan|sekretariat|tim)\s+)?redaksi\b.*|tim\s(?:liputan|peliput|penulis|reporter|wartawan|jurnalis|editor|riset|"
    r"data|konten|kreatif|digital|media|investigasi|cek\s?fakta)\b.*|tim\s[\w-]{1,40}(?:\.[a-z]{2,4}){1,2}|tim(?:\s\d+)?",
    re.I,
)

# "Kontributor Jawa Tengah, Name": the place is not a person
_CONTRIBUTOR = re.compile(
    r"\bkontributor\s[^\W\d_][\w.'’/-]*(?:\s[^\W\d_][\w.'’/-]*){0,3},\s?(?=[^\W\d_])", re.I
)

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


NO_ROLES: Roles = MappingProxyType({})


@dataclass(slots=True)
class People:
    """Names by role, in the order of the page."""

    authors: list[str]
    editors: list[str]
    sources: list[str]


def parse_people(
    lines: Sequence[str],
    *,
    default: str = "authors",
    own_names: Iterable[str] = (),
    roles: Roles = NO_ROLES,
) -> People:
    """The names in a byline: "Reporter: A, B | Editor: C", or a role word on a line of its own.

    A name without a role goes to ``default`` ("authors", "editors" or "sources"). ``own_names`` are the
    outlet's names, which are not people; ``roles`` are its own role words. A date in a byline is ignored.
    """
    people = People([], [], [])
    own = {name.casefold() for name in own_names}
    pattern = _role_pattern(tuple(roles))
    kinds: tuple[str, ...] = (default,)

    def put(text: str) -> None:
        for name in split_names(_without_house(text.strip(_BETWEEN), own)):
            for target in kinds:
                # the outlet is not an author, but it may be the source of a whole text
                if target != "sources" and is_house(name, own):
                    continue
                names: list[str] = getattr(people, target)
                if name not in names:
                    names.append(name)

    for line in lines:
        if _COPYRIGHT.match(line):
            continue
        if _is_report(line) and (match := _REPORT_BY.fullmatch(line)):
            kinds = ("authors",)
            put(match["names"])
            continue
        line = _with_colons(_without_date(line))
        end = 0
        found = False
        for match in pattern.finditer(line):
            put(line[end : match.start()])
            kinds, end, found = _kinds_of(match["role"], roles), match.end(), True
        alone = line.strip(" :")
        if not found and (_ROLE_LINE.fullmatch(alone) or alone.lower() in roles):
            kinds = _kinds_of(alone, roles)
            continue
        put(line[end:])
    return people


def is_house(name: str, own: Collection[str]) -> bool:
    """Whether a name in a byline is the outlet's (``own``, casefolded) or that of a team, not a person's."""
    bare = _BEHIND.sub("", name).strip()
    if bare.casefold() in own or name.casefold() in own or _TEAM.fullmatch(bare):
        return True
    head, _, rest = bare.partition(" ")
    return head.casefold() == "tim" and (rest[:1].islower() or rest.casefold() in own)


def _with_colons(line: str) -> str:
    """Rewrite a line of roles and names without colons as one with colons.

    Only if there is nothing else on the line: two roles, each followed by names, or one unmistakable role ("Ditulis
    oleh"), or a name followed by its role.
    """
    if len(line) > _LONGEST or ":" in line:
        return line
    bare = line.strip(_BETWEEN)
    if bare.startswith("(") and bare.endswith(")"):
        bare = bare[1:-1].strip()
    if "kontributor" in bare.casefold():
        bare = _CONTRIBUTOR.sub("", bare)
    begins = bare[:1].casefold() in _BARE_LETTERS and _BARE_ROLE.match(bare)
    found = list(_BARE_ROLE.finditer(bare)) if begins else []
    if not found or (len(found) == 1 and not _SURE_ROLE.match(bare)):
        behind = _ROLE_BEHIND.fullmatch(line)
        return f"{behind['role']}: {behind['names']}" if behind else line
    ends = [match.start() for match in found[1:]] + [len(bare)]
    names = [
        _JOINT.sub("", bare[match.end() : end].strip(_BETWEEN))
        for match, end in zip(found, ends, strict=True)
    ]
    if not all(_PERSONS.fullmatch(name) for name in names):
        return line
    return " | ".join(f"{match['role']}: {name}" for match, name in zip(found, names, strict=True))


_LONGEST = 240  # characters of a byline
_JOINT = re.compile(r"\s(?:dan|and|&)$")


def _without_date(line: str) -> str:
    """A byline without the date in it ("Ani Rahma, Selasa 5 Maret 2024")."""
    if len(line) <= _LONGEST and any(char.isdigit() for char in line) and (date := parse_date(line)):
        line = " ".join(line.split()).replace(date.raw, " | ")
    return _AGO.sub(" | ", line)


def _without_house(text: str, own: Collection[str]) -> str:
    """Names without the outlet after them: "Ani Rahma - Kabar Kampung"."""
    head, _, house = text.rpartition(" - ") if " - " in text else text.rpartition(" – ")
    house = house.strip().casefold()
    return head if head and (house in own or _HOUSE.fullmatch(house)) else text


_HOUSE = re.compile(r"(?:[\w-]{1,40}\.){1,3}(?:com|co\.id|id|co|net|org|tv)", re.I)


def _kinds_of(word: str, roles: Roles) -> tuple[str, ...]:
    """The lists to which the names after a role word belong."""
    word = " ".join(word.lower().split())
    if word in roles:
        return (roles[word],) if roles[word] else ()
    return next((kinds for pattern, kinds in _PARTS if pattern.fullmatch(word)), ("authors",))


def split_names(text: str) -> list[str]:
    """Split a list of names as people write it, with commas, "dan", "&" or bars; drops badges and role words."""
    names = []
    for part in _NAME_SPLIT.split(_CONTRIBUTOR.sub("", text)):
        part = _PLACE_BEHIND.sub("", part).rstrip()
        name = " ".join(_BADGE.sub(" ", part).split())
        if (role := _ROLE_AFTER.search(name)) and " " in name[: role.start()]:
            name = name[: role.start()]
        name = name.strip(" -–—:.,|•·")
        if name[-1:].isupper() and part.endswith("."):
            name += "."  # an initial keeps its period
        if name and any(ch.isalpha() for ch in name):
            names.append(name)
    return names


def is_byline(text: str, lines: Sequence[str] = (), roles: Roles = NO_ROLES) -> bool:
    """Whether a block has only roles and names ("Reporter: A | Editor: B", "Sumber: Antara")."""
    if len(text) > _LONGEST:
        return False
    if len(lines) < 2 and _is_report(text) and (match := _REPORT_BY.fullmatch(text)):
        return all(
            word[0].isupper() for word in re.findall(r"[^\W\d_][^\W\d_'’]*", match["names"]) if word != "dan"
        )
    pattern = _role_pattern(tuple(roles)) if roles else _ROLE
    if not _may_begin(lines[0] if lines else text, pattern):
        return False
    # a name followed by its role may be all that is said about somebody
    if len(lines) < 2 and not (":" in text or "：" in text or _ANY_ROLE.search(text)):
        return False
    written = [
        line if _ROLE_BEHIND.fullmatch(line) and not _BARE_ROLE.match(line) else _with_colons(line)
        for line in lines or (text,)
    ]
    if not pattern.match(written[0]):
        return False
    for line in written:
        parts = pattern.split(line)[1:]
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


def _is_report(text: str) -> bool:
    return text[:7].casefold() == "laporan"


# What ``_BARE_ROLE`` begins with, and what a line may open with before it.
_BARE_LETTERS = frozenset("dwerpjkluf")
_AROUND = frozenset(f"{_BETWEEN}(")


def _may_begin(line: str, pattern: re.Pattern[str]) -> bool:
    """Whether a line may be the first of a byline: a role is the first that it says, or may be once it is rewritten.

    Nearly all blocks of a text are none, which their first letter says at once.
    """
    if ":" in line:  # nothing is rewritten
        return pattern.match(line) is not None
    first = line[:1]
    if first in _AROUND or "：" in line:
        return True
    if first.casefold() in _BARE_LETTERS and _BARE_ROLE.match(line):
        return True
    return "kontributor" in line.casefold()  # which goes with its place


def agencies(text: str) -> tuple[str, ...]:
    """The agencies on a line with nothing else ("REUTERS", "ANTARA | AL JAZEERA"), else ()."""
    if len(text) > 80 or not _AGENCY_LINE.fullmatch(text):
        return ()
    text = re.sub(r"^sumber\s*:\s*", "", text, flags=re.I)
    return tuple(x.group() for x in _AGENCY.finditer(text))


def is_agency(text: str) -> bool:
    """Whether a text is the name of an agency or a medium that others quote, in whatever case."""
    return _AGENCY.fullmatch(text) is not None


def source_line(text: str) -> tuple[str, ...]:
    """The names on a line "Sumber: X", or "Sumber X" if X is an agency, else ()."""
    match = _SOURCE_LINE.fullmatch(text) or _SOURCE_AGENCY.fullmatch(text)
    return tuple(split_names(match["names"])) if match else ()


def signature(text: str) -> tuple[str, ...]:
    """The names of a signature in capitals that closes a text ("DINI TEJA", "A. B, C (BOGOR)"), else ()."""
    if not _CAPITAL_NAMES.fullmatch(text) or len(text.split()) > 16:
        return ()
    return tuple(split_names(text))


BOX = 200  # characters: what is left of an author's box is not longer

_AUTHOR_BOX = re.compile(
    r"(?P<name>[^\W\d_].{1,60}?)\s+photo\b\s*(?:verified\s+writer|verified|community\s+writer|writer|author)?\s*(?P=name)",
    re.I,
)


def author_box(text: str) -> str | None:
    """The name in what is left of an author's box ("Ani Rahma Photo Verified Writer Ani Rahma")."""
    match = _AUTHOR_BOX.fullmatch(text) if len(text) <= BOX and may_have(text, ("photo",)) else None
    return match["name"] if match else None
