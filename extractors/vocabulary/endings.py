"""What closes a text but is not part of it: desk codes, a writer's name in parentheses."""

from __future__ import annotations

import re

DESK_CODE = r"[(\[](?:(?:\*{1,3}\s?/\s?)?[a-z][\w.]{0,9}(?:\s?/\s?[a-z][\w.]{0,9}){1,5}|[a-z]{2,9}\s?/\s?\*{1,3}|(?:[A-Z][a-z]{1,9}\s?/\s?)?[A-Z]{1,2}-\d{1,2}|\*{1,3}|[a-z]{2,4}|[A-Z]{2,5}(?:\s?/\s?[A-Z]{2,5}){1,3}|[A-Z]{3}(?<!AFP|DPA))[)\]]"

_DESK_CODE_END = re.compile(rf"(?:(?<=[.!?”\"'’…\])])|(?<=\.\s))\s*{DESK_CODE}\s*\.?$")

_DESK_CODE_ALONE = re.compile(rf"{DESK_CODE}\.?")

_TAIL = 160  # characters: no code is longer

_NAME_IN_BRACKETS = re.compile(r"\s*[(\[](?P<name>[A-Z][\w.'’-]+(?:\s+[A-Z][\w.'’-]+){1,4})\s?[)\]]$")


def desk_code_start(text: str, pattern: re.Pattern[str] | None = None) -> int | None:
    """Where the desk code at the end of a text begins, such as "(boy/jpnn)"; None without one.

    The general form counts only after the end of a sentence, so that "(km/jam)" inside one stays.
    """
    if (
        pattern is not None
        and (match := pattern.search(text, max(0, len(text) - _TAIL)))
        and match.end() == len(text)
    ):
        return match.start()
    if text.endswith((")", ").", "]")):
        if _DESK_CODE_ALONE.fullmatch(text):
            return 0
        if match := _DESK_CODE_END.search(text, max(0, len(text) - _TAIL)):
            return match.start()
    return None


_SURE_CODE = re.compile(
    r"\s*[(\[](?:(?:[A-Z][a-z]{1,9}\s?/\s?)?[A-Z]{1,2}-\d{1,2}|(?:\*/)?[a-z]{2,5}(?:/[a-z]{2,5}){1,3})[)\]]\s*\.?"
)


def is_sure_code(text: str) -> bool:
    """Whether a desk code is one of several parts, as only the end of an article has."""
    return bool(_SURE_CODE.fullmatch(text))


def name_in_brackets(text: str) -> tuple[str, str] | None:
    """Text and name if a writer's name in parentheses closes it, else None."""
    match = _NAME_IN_BRACKETS.search(text, max(0, len(text) - _TAIL)) if text.endswith((")", "]")) else None
    return (text[: match.start()].rstrip(), match["name"]) if match else None
