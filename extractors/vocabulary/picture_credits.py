"""Picture captions and the credits in them."""

from __future__ import annotations

import re

from extractors.article import Image
from extractors.vocabulary.bylines import AGENCIES
from extractors.vocabulary.screen import may_have

# "Foto: Name/Outlet", or a caption that ends with it in parentheses
_CREDIT_LINE = re.compile(
    r"(?:(?:kredit )?foto|photo)\s?:\s?[^.!?:]{2,60}|[^()]{3,300}\((?:foto|photo)\s?:\s?[^():]{2,60}(?:\([^()]{1,40}\))?\)\.?",
    re.I,
)


def is_credit_line(text: str) -> bool:
    """Whether a block is a picture credit ("Foto: Name/Outlet"), or a caption with one ("... (Foto: Name)")."""
    return ":" in text and _CREDIT_LINE.fullmatch(text) is not None


_OPEN, _CLOSED = "([", ")]"
# "… (Foto: Name/Outlet", with the bracket left open
_LEFT_OPEN = re.compile(
    r"(?:foto|photo|dok|sumber|source|kredit|credit|ist(?:imewa)?\b|[A-Z][\w. ]{1,40}/)", re.I
)
CREDIT = 120  # characters: credits in brackets are not longer


def _pair_before(text: str, end: int) -> int:
    """Where the bracket that closes at ``end - 1`` opens; -1 if it does not. The two kinds of bracket may pair up."""
    depth = 0
    for at in range(end - 1, -1, -1):
        if text[at] in _CLOSED:
            depth += 1
        elif text[at] in _OPEN:
            depth -= 1
            if not depth:
                return at
    return -1


def in_brackets(text: str) -> tuple[str, str] | None:
    """The text before and inside the brackets at its end: ("Pasar", "AFP (Pool)"); None without any.

    An extra bracket belongs to neither; a closing bracket missing after a credit is added.
    """
    end = len(text.rstrip(" ."))
    while end and text[end - 1] in _CLOSED:
        if (start := _pair_before(text, end)) >= 0:
            credit = without_brackets(text[start:end])
            return (text[:start].rstrip(" ([\t\n"), credit) if 2 <= len(credit) <= CREDIT else None
        end = len(text[: end - 1].rstrip())
    start = max(text.rfind(mark) for mark in _OPEN)
    if start >= 0 and not any(mark in text[start:] for mark in _CLOSED) and _LEFT_OPEN.match(text, start + 1):
        credit = text[start + 1 :].strip(" .")
        return (text[:start].rstrip(), credit) if 2 <= len(credit) <= CREDIT else None
    return None


def without_brackets(text: str) -> str:
    """A text without brackets around all of it, and without an unmatched one at either end."""
    text = text.strip()
    if text.rstrip(" .").endswith((")", "]")):
        text = text.rstrip(" .")
    while text and text[-1] in _CLOSED and (start := _pair_before(text, len(text))) <= 0:
        text = text[1 + start : -1].strip() if start == 0 else text[:-1].rstrip()
    while text and text[0] in _OPEN and sum(map(text.count, _OPEN)) > sum(map(text.count, _CLOSED)):
        text = text[1:].lstrip()
    return text


_CREDIT_COPYRIGHT = re.compile(r"^(?P<text>.*?)[\s/|]{0,9}(?P<credit>©\s?[^©]{2,100})$", re.S)

# the national agency's, in whatever case and after whatever sign: "Pasar Senen, antara foto/Name/wsj"
_CREDIT_ANTARA = re.compile(
    r"^(?P<text>.*?)[\s,|–—-]{0,9}\b(?P<credit>antara\s?foto\s?/\s?[^/]{2,60}?(?:/[^/]{1,40}?){0,3}?)\.?$",
    re.I | re.S,
)

_CREDIT_LABEL = re.compile(
    r"^(?P<text>.*?)[\s,|/-]{0,9}\b(?P<credit>(?:(?:kredit\s)?foto|photo|sumber|source|kredit|credit|dok)\s*[:：]\s*[^:]{2,100}?)\.?$",
    re.I | re.S,
)

_CREDIT_DASH = re.compile(r"^(?P<text>.*\S)\s+[-–—|]\s+(?P<credit>[^-–—|]{2,60}?)\.?$", re.S)

# "Ilustrasi hujan. /Pixabay/", "Presiden tiba di Bali. /Reuters/Tom Brenner": Promedia's sites
_CREDIT_SLASH = re.compile(
    r"^(?P<text>.*?[^\s/])\s{1,9}/{1,2}(?P<credit>(?:[A-Z@]|pixabay|instagram|youtube|twitter|facebook|dok)[^/]{0,60}"
    r"(?:/[^/]{1,60}){0,2})/?\.?$",
    re.S,
)

_CREDIT_PATH = re.compile(
    r"^(?P<text>.*?[.!?\d”\"])?\s*(?:Image\s?:\s?)?(?P<credit>(?:via\s+)?"
    r"(?:[A-Z][A-Z.]{1,30}(?:\s[A-Z][A-Za-z.]{1,30}){0,3}|[A-Z][\w.]{1,30}(?:\s[A-Z][\w.]{1,30}){0,3})"
    r"\s?/\s?[^/.]{1,60}(?:\.[^/.]{1,30}){0,3}(?:\s?/\s?[^/]{2,40}){0,3}?)\.?$",
    re.S,
)

# "pixabay.com/name", "shape.com": only the site where the picture is from
_CREDIT_ADDRESS = re.compile(
    r"^(?P<text>)(?P<credit>(?:(?:https?://)?(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^/]{1,60})+/?"
    r"|(?:[a-z0-9-]+\.){1,3}(?:com?|org|net|id|io|me|tv|info|gov|edu|uk|us|au|my|sg)/?))$",
    re.I,
)

_CREDIT_STOCK = re.compile(
    r"^(?P<text>)(?P<credit>(?:pixabay|unsplash|pexels|freepik"
    r"|dok(?:umen(?:tasi)?)?\b[.:]?\s?(?:(?:pribadi|istimewa|[A-Z@][^\s/]*)(?:\s(?:[A-Z][^\s/]*|pribadi))*)|istimewa|ist\.)(?:/[^/]{1,60})*)$",
    re.I,
)

_AGENCY_TAIL = re.compile(rf"^(?P<text>.*[.!?”\"])\s+(?P<credit>(?:{AGENCIES}))\.?$", re.S)

# In order, each with characters of which a text must contain one for the pattern to match.
_CREDITS = (
    ("©", _CREDIT_COPYRIGHT),
    ("/", _CREDIT_SLASH),
    ("/", _CREDIT_ANTARA),
    (":：", _CREDIT_LABEL),
    ("/.", _CREDIT_ADDRESS),
    ("", _CREDIT_STOCK),
    ('.!?”"', _AGENCY_TAIL),
    ("/", _CREDIT_PATH),
    ("-–—|", _CREDIT_DASH),
)

CAPTION = 700  # characters: captions are not longer


def caption(text: str, *, credit: str | None = None, lead: bool = False) -> Image | None:
    """A caption with its credit split off; None if nothing is displayed.

    A credit is in brackets, after a dash-like separator, after "Foto:", or is an agency path such
    as ``REUTERS/Denis Balibouse/Pool``.
    """
    text = text.strip()
    if len(text) > CAPTION:  # body text matched by a caption selector
        return Image(text, credit, lead)
    if credit:
        credit = without_brackets(credit)
        return Image(text or None, credit or None, lead)
    if not text:
        return None
    if (found := in_brackets(text)) and _plausible_credit(found[1]):
        return Image(found[0] or None, found[1], lead)
    for needed, pattern in _CREDITS:
        match = pattern.match(text) if not needed or any(character in text for character in needed) else None
        if match and _plausible_credit(match["credit"]):
            rest = (match["text"] or "").strip()
            return Image(rest or None, without_brackets(match["credit"]) or None, lead)
    return Image(text, None, lead)


def _plausible_credit(credit: str) -> bool:
    """Whether a text can be a credit: a name or a source, not half of a sentence."""
    words = credit.split()
    if len(words) > 10:
        return False
    if re.fullmatch(
        r"(?:kiri|kanan|tengah|atas|bawah|kedua|ketiga|keempat|paling)(?:\s+\w+){0,3}", credit, re.I
    ):
        return False
    return not re.fullmatch(r"[\d/.\s:-]+|(?:foto\s+)?ilustrasi", credit, re.I)


_TAIL_OF_CREDIT = 300  # characters: what credits a picture stands in the last of them
_TWICE = 8  # characters: what is shorter may be repeated by chance


def said_twice(text: str) -> tuple[str, str] | None:
    """The caption and the credit in a line that is a caption, its credit and the caption again, as the alt text.

    >>> said_twice("Pasar ikan di Muara Angke.KABAR/RANI Pasar ikan di Muara Angke.")
    ('Pasar ikan di Muara Angke.', 'KABAR/RANI')
    """
    at = text.rfind(text[:_TWICE], _TWICE)
    shown = text[at:] if at > 0 else ""
    if len(shown) < _TWICE or not text.startswith(shown):
        return None
    between = text[len(shown) : at]
    credit = between.strip()
    if between and (not any(map(str.isalpha, credit)) or credit[0] in '”"’' or credit[-1] in ".!?"):
        return None  # another sentence
    glued = not between[:1].isspace() or credit.isupper() or "/" in credit or credit.startswith("(")
    return (shown, credit) if glued and len(credit) <= CREDIT else None


_DOMAIN = r"(?:[\w-]+\.)+(?:com|org|net|id|co|io|me|tv|gov|info)"

# What closes a caption, by the sign that it has. Most texts have none; a search is fast for what begins with one sign.
_END = r"\s*\.?$"
_BRACKET = re.compile(r"[(\[]")
_BRACKETED = re.compile(
    r"(?:"
    r"\[[^\[\]]{2,80}/[^\[\]]{2,80}\]|"  # [REUTERS / Name]
    rf"\((?i:{_DOMAIN})(?:/[^()]{{1,80}})?\)|"  # (twitter.com/name)
    r"\([A-Z][\w.]+(?:\s[\w.]+){0,3}\s?/\s?[A-Z][\w.]*\s[^()/]{1,40}(?:/[^()/]{1,40}){0,3}\)|"
    r"\([A-Z][\w.]+(?:\s[\w.]+){1,3}\s?/\s?[A-Z][^()/]{1,40}(?:/[^()/]{1,40}){0,3}\)|"
    r"[(\[](?i:do[ck](?:umen(?:tasi)?|\.)?|foto|photo|sumber|source|ist(?:imewa)?|instagram)\b[^()\[\]]{0,80}(?:[(\[][^()\[\]]{1,40}[)\]])?[)\]]"
    rf"){_END}"
)
# (ANTARA FOTO/Name), (ABC News: Name): behind the end of a sentence, it may be the credit of a text
_BRACKETED_IN_SENTENCE = re.compile(
    r"(?:\([A-Z][\w.]*(?:\s[\w.]+){0,4}\s?/\s?[^()/]{2,60}(?:/[^()/]{1,40}){0,3}\)"
    rf"|\([A-Z][\w.]+(?:\s[\w.]+){{0,3}}:\s?[A-Z][^():]{{2,50}}\)){_END}"
)
_CLOSES_SENTENCE = frozenset('.!?”"')
# glued to the caption, too: "Panen kopiFoto: Kabar"
_BEHIND_LABEL = re.compile(
    rf"(?:\b|(?<=[a-zA-Z)]))(?:Foto|Photo|Dok|FOTO|PHOTO)\s*[:：]\s*[^:.!?]{{2,60}}(?:\.\w+){{0,3}}{_END}"
)
# Pasar pagi itu ramai. //kabar.example
_BEHIND_SLASHES = re.compile(rf"\s//\s?[\w@][\w.@ ]{{2,40}}(?:/[^/.]{{1,40}}){{0,2}}{_END}")
# ..., antara foto/Name/wsj
_OF_ANTARA = re.compile(rf"\bantara\s?foto\s?/\s?[^/.]{{2,60}}(?:/[^/.]{{1,40}}){{0,3}}{_END}", re.I)
# ... /instagram@name
_OF_NETWORK = re.compile(rf"/(?:(?i:instagram|twitter|facebook|tiktok|youtube))[:/.]?@?[\w.]{{2,40}}{_END}")
# REUTERS/Name/Pool, behind a sentence or a dash
_OF_AGENCY = re.compile(
    r"[A-Z](?:(?<=[.!?”\"\d)].)|(?<=[.!?”\"\d)]\s.)|(?<=\s[-–—]\s.))[A-Z.]{2,30}(?:\s[A-Z][A-Za-z.]{1,30}){0,3}"
    rf"\s?/\s?[^/.]{{2,60}}(?:\s?/\s?[^/]{{2,40}}){{0,3}}?{_END}"
)
_NAME = 64  # characters: what follows the last slash is not longer
# Rumah sakit itu dikepung -MER-C-
_IN_DASHES = re.compile(rf"(?<=\w)\s?-[A-Z@][\w./@]{{1,30}}(?:[ -][\w./@]{{1,20}}){{0,3}}-{_END}")

# "… (Rani Wulandari/Kabar Desa)" behind a sentence: a person comes first, so it is the text that is signed
_SIGNED_TEXT = re.compile(
    r"[.!?”\"]\s?\((?:[A-Z][a-z]{2,20}\s){1,3}[A-Z][a-z]{1,20}\s?(?:/[^()/]{2,60}){1,4}\)\.?$"
)
_ILLUSTRATION = re.compile(r"ilustrasi\b.{0,140}(?:\([^()]{2,60}\)|[^.!?)\s])", re.I)


def is_caption(text: str) -> bool:
    """Whether a line is clearly a picture caption: by its credit, or by "Ilustrasi ..."."""
    if len(text) > CAPTION:
        return False
    if said_twice(text):
        return True
    start = max(0, len(text) - _TAIL_OF_CREDIT)
    if _is_credited(text, start) and not _SIGNED_TEXT.search(text):
        return True
    return bool(_ILLUSTRATION.fullmatch(text))


def _is_credited(text: str, start: int) -> bool:
    """Whether a credit closes a text, in its part from ``start`` on. Each pattern is asked where its sign is."""
    tail = text[start:]
    shown = tail.rstrip(" .")
    if shown[-1:] in _CLOSED and _is_bracketed(text, start):
        return True
    if (":" in tail or "：" in tail) and _has_label(tail) and _BEHIND_LABEL.search(text, start):
        return True
    if "/" in shown[-_NAME:] and (
        _OF_AGENCY.search(text, start)
        or _OF_NETWORK.search(text, start)
        or ("//" in tail and _BEHIND_SLASHES.search(text, start))
        or (may_have(tail, ("antara",)) and _OF_ANTARA.search(text, start))
    ):
        return True
    if not shown.endswith("-") or _IN_DASHES.search(text, start) is None:
        return False
    # with a period behind the last dash, only if something else speaks for a caption
    told = _ILLUSTRATION.match(text) or any(mark in tail for mark in ")]:：")
    return tail.endswith("-") or "/" in tail or bool(told and _has_label(tail))


def _has_label(tail: str) -> bool:
    return any(label in tail for label in _LABELS)


def _is_bracketed(text: str, start: int) -> bool:
    for bracket in _BRACKET.finditer(text, start):
        at = bracket.start()
        if _BRACKETED.match(text, at):
            return True
        if text[:at].rstrip()[-1:] not in _CLOSES_SENTENCE and _BRACKETED_IN_SENTENCE.match(text, at):
            return True
    return False


_LABELS = ("oto", "OTO", "Dok")  # "Foto:", "Photo:", "FOTO:", "Dok:"
