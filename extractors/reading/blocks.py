"""From a DOM subtree to the blocks that a reader sees.

``read_blocks`` walks a subtree once, in document order. Elements that a rule has claimed (``roles``)
become blocks of that role; their text stays out of the running text around them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from unicodedata import is_normalized, normalize

from lxml import etree

from extractors.reading import embeds
from extractors.reading.decode import WIDTHLESS
from extractors.rules.selectors import outermost

BLOCK = frozenset(
    "p div section article h1 h2 h3 h4 h5 h6 ul ol li blockquote figure figcaption table thead tbody tfoot "
    "tr caption header footer aside main nav dl dt dd pre hr address form fieldset center details summary "
    "body html".split()
)
# `embed` is not among them: it shows no text, and what libxml2 takes for its content is really text after it.
INVISIBLE = frozenset(
    "script style noscript template svg iframe button input select textarea object video audio canvas "
    "map head title link meta base math".split()
)
# AMP components that contain parts of a text. All others load something, and their content in the page is shown only
# while they load or if they fail.
AMP_SHOWN = frozenset(
    "amp-fit-text amp-layout amp-accordion amp-carousel amp-base-carousel amp-selector amp-script".split()
)
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
BOLD, LINK, BREAK = 1, 2, 4
_LINE = 60  # characters: a longer line after a title is text, however it ends
LAID_OUT = 3  # paragraphs: an <li> that holds as many is a part of a page laid out as a list, not a list item
MAX_DEPTH = 250  # of nested elements; nothing nested deeper is text that a person wrote
MAX_LINES = 1_000  # of a block that are blocks of their own; no real page has a tenth of it

# Claims whose text is read elsewhere or not at all: among the blocks they only serve an explanation.
SILENT = frozenset("drop headline deck published modified section keywords".split())

# A role is the name of the layout's field that claimed the element, and the rule as written.
Role = tuple[str, str]
Roles = Mapping[etree._Element, Role]
# A text node: its element, and whether it is the text after it (its tail) rather than inside it.
Node = tuple[etree._Element, bool]


def clean(text: str) -> str:
    """The text in NFC, each run of white space (even no-break) as one space, trimmed, without zero-width characters."""
    text = text.strip()
    # white space other than the space is unprintable, as are zero-width characters: printable text needs no splitting
    if "  " in text or not text.isprintable():
        text = " ".join((text if text.isascii() else text.translate(WIDTHLESS)).split())
    return text if text.isascii() or is_normalized("NFC", text) else normalize("NFC", text)


@dataclass(slots=True)
class Raw:
    """A block before anything was judged.

    ``kind`` is "text", or the field that claimed the element ("caption", "drop", ...); ``rule`` names
    it. ``lines`` are the parts between single ``<br>``; ``bold`` and ``linked`` are true if all of the
    text is; ``opening`` is the bold text that a block begins with, without the punctuation that closes it; ``links``
    are the texts of its links in order, ``plain`` is the text outside of them (None if links are not visible, as in a
    plain-text capture).
    """

    text: str
    type: str = "paragraph"
    kind: str = "text"
    rule: str = ""
    tag: str = ""
    bold: bool = False
    linked: bool = False
    opening: str = ""
    lines: tuple[str, ...] = ()
    pieces: tuple[Raw, ...] = ()  # the lines as blocks of their own, if there are 2 to MAX_LINES of them
    links: tuple[str, ...] = ()
    plain: str | None = ""
    credit: str | None = None  # of a caption: the text of the credits inside it
    element: etree._Element | None = field(default=None, repr=False)
    nodes: tuple[Node, ...] = field(default=(), repr=False)  # only for an explanation


class Credits:
    """Elements that are credits, by the captions around them."""

    def __init__(self, credits: Sequence[etree._Element]) -> None:
        self._inside: dict[etree._Element, list[etree._Element]] = {}
        for credit in credits:
            for element in (credit, *credit.iterancestors()):
                self._inside.setdefault(element, []).append(credit)

    def of(self, caption: etree._Element) -> str | None:
        """The text of the credits inside a caption; None without one."""
        found = self._inside.get(caption)
        return clean(" ".join(text_content(e, {}) for e in found)) if found else None

    def add_to(self, blocks: Iterable[Raw]) -> None:
        """Give each caption among these blocks its credit."""
        for raw in blocks if self._inside else ():
            if raw.kind == "caption" and raw.element is not None:
                raw.credit = self.of(raw.element)


class _End(Exception):
    """Nothing after this element is text."""


class _BlockReader:
    def __init__(
        self,
        root: etree._Element,
        roles: Roles,
        everything: bool,
        shown: Container[etree._Element],
        others: dict[str, Roles] | None,
    ) -> None:
        self.roles = roles
        # the native reader has asked all elements already
        self.hidden: Callable[[etree._Element], bool] = getattr(root, "hiding", hidden)
        self.shown = shown
        self.everything = everything
        self.other_roles = {} if others is None else others
        self.blocks: list[Raw] = []
        self.parts: list[str] = []
        self.flags: list[int] = []
        self.flagged = 0  # all flags of the block together
        self.marks: list[tuple[int, str]] = []  # where links begin: index of the part, href
        self.type = "paragraph"
        self.tag = ""
        self.in_item = False
        self.nodes: dict[int, Node] | None = {} if everything else None  # part → its text node

    # -- text ---------------------------------------------------------------------------------------

    def add(self, text: str, flag: int) -> None:
        self.parts.append(text)
        self.flags.append(flag)
        self.flagged |= flag

    def text(self, text: str, flag: int, element: etree._Element, tail: bool) -> None:
        """Add a text node of the page; white space before the first word of a block is left out."""
        if self.parts or not text.isspace():
            if self.nodes is not None:
                self.nodes[len(self.parts)] = element, tail
            self.add(text, flag)

    def flush(self) -> None:
        """End the current block; ``<br><br>`` inside it splits it as ``</p><p>`` would."""
        parts, flags = self.parts, self.flags
        if not parts:
            return
        self.parts, self.flags, marks, flagged = [], [], self.marks, self.flagged
        self.marks, self.flagged = [], 0
        if not flagged:
            if text := clean("".join(parts) if len(parts) > 1 else parts[0]):
                nodes = tuple(self.nodes.values()) if self.nodes else ()
                self.blocks.append(Raw(text, self.type, tag=self.tag, plain=text, nodes=nodes))
            if self.nodes:
                self.nodes.clear()
            return
        if self.in_item:  # one <li> is one block, whatever breaks are in it
            self._emit(parts, flags, marks, 0, len(parts))
            if self.nodes:
                self.nodes.clear()
            return
        start, pending = 0, -1  # pending: index of a <br> followed so far only by white space
        # since ``start``: the last nonblank text, and whether any is not bold
        last, plain = "", False
        for index, flag in enumerate(flags):
            if flag & BREAK:
                if pending >= 0:
                    self._emit(parts, flags, marks, start, pending)
                    start, pending, last, plain = index + 1, index, "", False
                elif start <= index:
                    if last and not plain and self._is_title(last, parts, flags, index):
                        self._emit(parts, flags, marks, start, index)
                        start, last, plain = index + 1, "", False
                    pending = index
            elif not parts[index].isspace():
                pending, last = -1, parts[index]
                plain = plain or not flag & BOLD
        self._emit(parts, flags, marks, start, len(parts))
        if self.nodes:
            self.nodes.clear()

    @staticmethod
    def _is_title(last: str, parts: list[str], flags: list[int], end: int) -> bool:
        """Whether bold text up to a single <br>, before plain text, is a section title above its paragraph.

        If the lines that follow are not sentences, it is the first line of a table ("Name<br>Place<br>Day").
        """
        if last.rstrip()[-1] in ".,;-–—":
            return False
        behind = ""
        for index in range(end + 1, len(parts)):
            if flags[index] & BREAK:
                if behind:
                    break
            elif behind or not parts[index].isspace():
                if not behind and flags[index] & BOLD:
                    return False
                behind += parts[index]
        behind = behind.rstrip()
        return len(behind) > _LINE or behind[-1:] in tuple('.!?:”"')

    def _emit(
        self, parts: list[str], flags: list[int], marks: list[tuple[int, str]], start: int, end: int
    ) -> None:
        """Add the block of these parts; its lines are also blocks of their own."""
        links = dict(marks)
        block = self._block(parts, flags, links, start, end)
        if block is None:
            return
        if 1 < len(block.lines) <= MAX_LINES:
            breaks = [index for index in range(start, end) if flags[index] & BREAK]
            block.pieces = tuple(
                piece
                for first, last in zip([start, *breaks], [*breaks, end], strict=True)
                if (piece := self._block(parts, flags, links, first, last))
            )
        self.blocks.append(block)

    def _block(
        self, parts: list[str], flags: list[int], marks: Mapping[int, str], start: int, end: int
    ) -> Raw | None:
        bold = linked = True
        opening: list[str] = []
        lines: list[str] = []
        line: list[str] = []
        plain: list[str] = []
        links: list[str] = []
        href = None
        for index in range(start, end):
            part, flag = parts[index], flags[index]
            if flag & BREAK:
                lines.append("".join(line))
                line = []
                plain.append(" ")
                if links:
                    href = None
                continue
            line.append(part)
            if not flag & LINK:
                plain.append(part)
                if not part.isspace():
                    linked = False
                    href = None
            else:
                if index in marks:
                    here = marks[index]
                    # one link split in two (`<a>Megawati </a><a>Soekarnoputri</a>`) is one title
                    if href is not None and here == href:
                        links[-1] += " " if links[-1][-1:].isspace() else ""
                    else:
                        links.append("")
                    href = here
                if links:
                    links[-1] += part
                else:  # a block inside a link that began before it
                    links.append(part)
            if bold:
                opening.append(part)
            if not flag & BOLD and not part.isspace():
                if bold:
                    opening.pop()
                bold = False
        lines.append("".join(line))
        text = clean(" ".join(lines))
        if not text:
            return None
        return Raw(
            text,
            self.type,
            tag=self.tag,
            bold=bold,
            linked=linked,
            opening="" if bold else clean("".join(opening)).rstrip(" -–—.:"),
            lines=tuple(x for x in map(clean, lines) if x) if len(lines) > 1 else (),
            links=tuple(x for x in map(clean, links) if x),
            plain=clean("".join(plain)),
            nodes=tuple(n for i in range(start, end) if (n := self.nodes.get(i))) if self.nodes else (),
        )

    # -- elements -----------------------------------------------------------------------------------

    def walk(self, element: etree._Element, flag: int, depth: int) -> None:
        if text := element.text:
            self.text(text, flag, element, False)
        roles = self.roles
        for child in element:
            tag = child.tag
            if type(tag) is not str:  # a comment or processing instruction
                pass
            elif child in roles:
                self.claimed(child, tag, flag, depth)
            elif tag in INVISIBLE:
                pass
            elif tag == "br":
                self.add("\n", BREAK)
                self.walk(child, flag, depth + 1)  # a parser may put text inside an unclosed <br>
            elif tag in BLOCK:
                if not self.hidden(child) or child in self.shown:
                    self.block(child, tag, flag, depth)
                else:
                    self.flush()
            elif depth > MAX_DEPTH or self.hidden(child):
                pass
            elif tag[:4] == "amp-" and tag not in AMP_SHOWN:
                self.component(child)
            elif tag == "a":
                mark = (len(self.parts), child.get("href") or "")
                self.marks.append(mark)
                self.walk(child, flag | LINK, depth + 1)
                # a block inside the link may have ended the text, and the marks with it
                if len(self.parts) == mark[0] and self.marks and self.marks[-1] is mark:
                    self.marks.pop()
            elif tag == "b" or tag == "strong":
                self.walk(child, flag | BOLD, depth + 1)
            elif tag == "td" or tag == "th":
                self.add(" ", flag)
                self.walk(child, flag, depth + 1)
                self.add(" ", flag)
            elif tag == "q" and not quoted(child):
                self.add("“", flag)
                self.walk(child, flag, depth + 1)
                self.add("”", flag)
            else:
                self.walk(child, flag, depth + 1)
            if tail := child.tail:
                self.text(tail, flag, child, True)

    def block(self, child: etree._Element, tag: str, flag: int, depth: int) -> None:
        if depth > MAX_DEPTH:
            return
        if self.in_item and tag not in ("li", "ul", "ol"):
            # one <li> is one block, whatever is nested in it
            self.add(" ", flag)
            self.walk(child, flag, depth + 1)
            self.add(" ", flag)
            return
        self.flush()
        outer, outer_tag, outer_item = self.type, self.tag, self.in_item
        self.tag = tag
        if tag == "li":
            self.type, self.in_item = "list_item", True
        elif tag == "blockquote":
            self.type = "quote"
            if embeds.is_post(child):
                self.embed(child)
                self.type, self.tag = outer, outer_tag
                return
        elif tag in HEADINGS:
            self.type = "heading"
        elif tag == "figcaption":
            self.claimed_text(child, "caption", "figcaption")
            self.tag = outer_tag
            return
        self.walk(child, flag, depth + 1)
        self.flush()
        self.type, self.tag, self.in_item = outer, outer_tag, outer_item

    def embed(self, element: etree._Element) -> None:
        """Add the words of an embedded post, without the attribution next to them."""
        paragraphs = outermost([p for p in element.iter("p") if not hidden(p)])
        for part in paragraphs or [element]:
            blocks = read_blocks(part, self.roles, everything=self.everything, others=self.other_roles)
            self.blocks += words_of_post(blocks, bare=not paragraphs)

    def component(self, element: etree._Element) -> None:
        """Read what an AMP component shows until it is loaded: nothing, except the words of a post."""
        for quotation in element.iter("blockquote"):
            if embeds.is_post(quotation):
                self.flush()
                self.embed(quotation)

    def claimed(self, child: etree._Element, tag: str, flag: int, depth: int) -> None:
        kind, rule = self.roles[child]
        if tag in BLOCK and not self.in_item:
            self.flush()
        if kind in SILENT and not self.everything:
            return
        if kind == "body":  # a body container, in a walk over the whole page: only its position counts
            self.blocks.append(Raw("", kind="body", element=child))
            return
        if kind in ("drop", "paywall") and tag in BLOCK:
            self.dropped(child, kind, rule)
        else:
            self.claimed_text(child, kind, rule)
            if kind == "until" and not self.everything:
                raise _End

    def dropped(self, element: etree._Element, kind: str, rule: str) -> None:
        """Add a dropped box; for an explanation, each of its blocks with the rule that dropped it."""
        if not self.everything:
            self.blocks.append(Raw("", kind=kind, rule=rule, element=element))
            return
        for block in read_blocks(element, {}, everything=True):
            block.kind, block.rule = kind, rule
            self.blocks.append(block)

    def others(self, kind: str) -> Roles:
        """What other rules claim, which stays out of a claim's text. A rule may match inside its own match."""
        if kind not in self.other_roles:
            self.other_roles[kind] = {inner: role for inner, role in self.roles.items() if role[0] != kind}
        return self.other_roles[kind]

    def claimed_text(self, element: etree._Element, kind: str, rule: str) -> None:
        lines = text_lines(element, self.others(kind))
        text = clean(" ".join(lines))
        links: tuple[str, ...] = ()
        if kind == "read_also":  # the links of other kinds are not used
            found = (text,) if element.tag == "a" else (clean(text_content(a, {})) for a in element.iter("a"))
            links = tuple(x for x in found if x)
        nodes = tuple(_nodes(element, self.roles)) if self.everything else ()
        self.blocks.append(
            Raw(
                text,
                kind=kind,
                rule=rule,
                tag=str(element.tag),
                lines=lines,
                links=links,
                element=element,
                nodes=nodes,
            )
        )


_HIDDEN = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:left|right|top|text-indent)\s*:\s*-\d{4,}"
    r"|clip\s*:\s*rect\(\s*[01](?:px)?\b)",
    re.I,
)
# class names in common style sheets for text that only screen readers get
FOR_READERS = frozenset(
    "sr-only visually-hidden visuallyhidden u-visually-hidden is-visually-hidden screen-reader-text screen-reader-only "
    "screen-reader screenreader a11y-hidden assistive-text".split()
)


_HIDES: Mapping[str, Callable[[str], bool]] = {
    "style": lambda style: _HIDDEN.search(style) is not None,
    "class": lambda names: not FOR_READERS.isdisjoint(names.split()),
    **dict.fromkeys(("hidden", "fallback", "placeholder"), lambda value: True),
}


def hidden(element: etree._Element) -> bool:
    """Whether an element is marked as hidden by its style, an attribute or a well-known class."""
    # one question for all attributes takes less time than one for each
    attributes: list[tuple[str, str]] = element.items()  # type: ignore[assignment]
    for name, value in attributes:  # noqa: SIM110 - and a generator as long again
        if name in _HIDES and _HIDES[name](value):
            return True
    return False


def unseen(element: etree._Element, tag: str) -> bool:
    """Whether an element shows no text."""
    return tag in INVISIBLE or (tag[:4] == "amp-" and tag not in AMP_SHOWN) or hidden(element)


def quoted(element: etree._Element) -> bool:
    """Whether a ``<q>`` contains its own quotation marks; otherwise browsers show a pair around it."""
    text = "".join(map(str, element.itertext())).strip()
    return text[:1] in tuple("\"“”„«'‘")


def read_blocks(
    root: etree._Element,
    roles: Roles,
    *,
    everything: bool = False,
    shown: Container[etree._Element] = (),
    others: dict[str, Roles] | None = None,
) -> list[Raw]:
    """The blocks below ``root`` in document order.

    ``everything`` also lists what is dropped, block by block, for an explanation; ``shown`` are elements
    to read even though the page hides them until a script shows them; ``others`` is what the readings of one page's
    many bodies find out about its roles, once for all.
    """
    reader = _BlockReader(root, roles, everything, shown, others)
    if root.tag in HEADINGS:
        reader.type = "heading"
    elif root.tag == "li" and len(root.findall("p")) < LAID_OUT:
        reader.type, reader.in_item = "list_item", True
    reader.tag = str(root.tag)
    try:
        reader.walk(root, BOLD if root.tag in ("b", "strong") else LINK if root.tag == "a" else 0, 0)
        reader.flush()
    except _End:
        pass
    return with_initials(reader.blocks)


def words_of_post(blocks: Iterable[Raw], *, bare: bool) -> Iterator[Raw]:
    """The post's own words among the blocks of an embedded post; ``bare`` means that it has no paragraphs."""
    for block in blocks:
        if block.kind == "until":
            break
        if block.kind == "text" and (text := embeds.words_of(block.text, bare=bare)):
            yield Raw(text, "quote", tag="p", rule="embedded post", plain=text, nodes=block.nodes)


def with_initials(blocks: list[Raw]) -> list[Raw]:
    """The same blocks; an initial (drop cap) that has an element of its own begins the paragraph after it."""
    if not [
        block for block in blocks if block.text and not block.text[1:]
    ]:  # a page may have a million blocks
        return blocks
    joined: list[Raw] = []
    for block in blocks:
        before = joined[-1] if joined else None
        if (
            before is not None
            and len(before.text) == 1
            and before.text.isupper()
            and before.kind == block.kind == "text"
            and (before.type == "paragraph" or before.tag == "h1")  # a text has no title of that rank
            and block.type == "paragraph"
            and block.text[0].islower()
        ):
            block = _begun(before, block)
            joined.pop()
        joined.append(block)
    return joined


def _begun(initial: Raw, block: Raw) -> Raw:
    first = initial.text
    return replace(
        block,
        text=first + block.text,
        plain=first + (block.plain or ""),
        lines=(first + block.lines[0], *block.lines[1:]) if block.lines else (),
        pieces=(_begun(initial, block.pieces[0]), *block.pieces[1:]) if block.pieces else (),
        linked=False,
        nodes=(*initial.nodes, *block.nodes),
    )


def text_lines(element: etree._Element, roles: Roles) -> tuple[str, ...]:
    """The text of an element, one line per block or ``<br>`` in it, without claimed parts."""
    if len(element) == 0:
        return (text,) if (text := clean(element.text or "")) else ()
    parts: list[str] = []
    _collect(element, roles, parts, 0)
    return tuple(x for line in "".join(parts).split(_END) if line and (x := clean(line)))


_END = "\0"  # of a line, in no text of a tree


def _nodes(element: etree._Element, roles: Roles, depth: int = 0) -> Iterator[Node]:
    """The text nodes of a claimed element, without those dropped inside it."""
    yield element, False
    for child in element:
        shown = type(child.tag) is str and not unseen(child, child.tag) and depth < MAX_DEPTH
        if shown and roles.get(child, ("", ""))[0] != "drop":
            yield from _nodes(child, roles, depth + 1)
        yield child, True


def text_content(element: etree._Element, roles: Roles) -> str:
    """The visible text of an element on one line, not yet cleaned, without claimed parts."""
    return " ".join(text_lines(element, roles))


def _collect(element: etree._Element, roles: Roles, parts: list[str], depth: int) -> None:
    if text := element.text:
        parts.append(text)
    for child in element:
        tag = child.tag
        if type(tag) is str and child not in roles and depth < MAX_DEPTH and not unseen(child, tag):
            if tag == "br":
                parts.append(_END)
            if tag in BLOCK:
                parts.append(_END)
                _collect(child, roles, parts, depth + 1)
                parts.append(_END)
            else:
                if tag == "td" or tag == "th":
                    parts.append(" ")
                _collect(child, roles, parts, depth + 1)
        if tail := child.tail:
            parts.append(tail)
