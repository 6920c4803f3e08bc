//! The walk over a text: from elements to the blocks that a reader sees.
//!
//! What `extractors/reading/blocks.py` does, for a page that nobody wants explained; see there for why.
#![forbid(unsafe_code)]

use crate::Declined;
use crate::names::{self, Name};
use crate::text::{clean, is_blank, is_space, split};
use crate::tree::{Id, Tree};

const BOLD: u8 = 1;
const LINK: u8 = 2;
const BREAK: u8 = 4;
const LINE: usize = 60;
const LAID_OUT: usize = 3;
const MAX_LINES: usize = 1_000;
/// Parts of a block that are looked at again for each line break; beyond, the page is declined.
const MAX_LOOKS: usize = 2_000_000;

/// Names that the reader in Python keeps, each group as one line: what shows, and how.
pub struct Words {
    block: Vec<String>,
    invisible: Vec<String>,
    amp_shown: Vec<String>,
    for_readers: Vec<String>,
    post_classes: Vec<String>,
    post_attributes: Vec<String>,
    networks: Vec<String>,
}

impl Words {
    pub const LINES: usize = 7;

    /// From seven lines.
    pub fn new(lines: &str) -> Result<Words, Declined> {
        let mut lines = lines.lines().map(|x| x.split(' ').map(str::to_owned).collect());
        let mut next = || lines.next().ok_or(Declined("the words cannot be read"));
        Ok(Words {
            block: next()?,
            invisible: next()?,
            amp_shown: next()?,
            for_readers: next()?,
            post_classes: next()?,
            post_attributes: next()?,
            networks: next()?,
        })
    }
}

/// What the names of a page's elements mean for its text.
#[derive(Clone, Copy, Default)]
pub struct Shows {
    pub block: bool,
    pub invisible: bool,
    pub component: bool,
}

/// The fields that claim elements, in the order in which they do; `drop` comes before all of them.
pub mod kind {
    pub const NONE: u8 = 0;
    pub const HEADLINE: u8 = 1;
    pub const PUBLISHED: u8 = 3;
    pub const BYLINE: u8 = 5;
    pub const EDITORS: u8 = 6;
    pub const SOURCES: u8 = 7;
    pub const KEYWORDS: u8 = 9;
    pub const CAPTION: u8 = 10;
    pub const CREDIT: u8 = 11;
    pub const READ_ALSO: u8 = 12;
    pub const PAYWALL: u8 = 13;
    pub const UNTIL: u8 = 14;
    pub const DROP: u8 = 15;

    /// Those whose text is read elsewhere, or not at all.
    pub fn is_silent(kind: u8) -> bool {
        matches!(kind, HEADLINE..=4 | 8..=KEYWORDS | DROP)
    }
}

/// What of an element's claimed parts stays out of its text.
#[derive(Clone, Copy)]
pub enum Without {
    Nothing,
    Claims,
    OtherClaims(u8),
    /// Names and what is dropped, but not what this field claims.
    OtherPeople(u8),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Type {
    Paragraph,
    Heading,
    ListItem,
    Quote,
}

pub struct Block {
    pub text: String,
    pub kind: u8,
    pub of_itself: bool, // a caption by its own name, that no rule claims
    pub kind_of_text: Type,
    pub tag: Name,
    /// All else, if the text is more than plain text.
    pub more: Option<Box<More>>,
    pub lines: Vec<String>,
    pub links: Vec<String>,
    pub element: Id,
}

pub struct More {
    pub bold: bool,
    pub linked: bool,
    pub opening: String,
    pub pieces: Vec<Block>,
    pub plain: String,
}

pub enum Part {
    Block(Block),
    /// A box that is not read.
    Box(u8),
    /// An embedded post: the blocks of each of its paragraphs, and whether it has none.
    Post {
        bare: bool,
        paragraphs: Vec<Vec<Part>>,
    },
}

/// What is known about one page while its texts are read.
pub struct Page<'a> {
    pub tree: &'a Tree<'a>,
    words: &'a Words,
    shows: Vec<Shows>,
}

impl<'a> Page<'a> {
    pub fn new(tree: &'a Tree<'a>, words: &'a Words) -> Page<'a> {
        let count = tree.names.count();
        let mut shows = vec![Shows::default(); count];
        let mark = |names: &[String], change: &dyn Fn(&mut Shows), shows: &mut Vec<Shows>| {
            for name in names.iter().filter_map(|x| tree.names.known(x)) {
                change(&mut shows[name as usize]);
            }
        };
        mark(&words.block, &|x| x.block = true, &mut shows);
        mark(&words.invisible, &|x| x.invisible = true, &mut shows);
        for (name, shown) in shows.iter_mut().enumerate() {
            let text = tree.names.str(name as Name);
            shown.component = text.starts_with("amp-") && !words.amp_shown.iter().any(|x| x == text);
        }
        Page { tree, words, shows }
    }

    pub fn shown(&self, name: Name) -> Shows {
        self.shows[name as usize]
    }

    /// Whether an element is marked as hidden by its style, an attribute or a well-known class.
    pub fn hidden(&self, id: Id) -> Result<bool, Declined> {
        let tree = self.tree;
        for attribute in tree.attributes(id) {
            match attribute.name {
                names::STYLE if hides(tree.str(attribute.value))? => return Ok(true),
                names::HIDDEN | names::FALLBACK | names::PLACEHOLDER => return Ok(true),
                names::CLASS => {
                    let value = tree.str(attribute.value);
                    if value.contains("reader")
                        || value.contains("hidden")
                        || value.contains("sr-")
                        || value.contains("assistive")
                    {
                        let known = |x: &str| self.words.for_readers.iter().any(|y| x == y);
                        if split(value).any(known) {
                            return Ok(true);
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(false)
    }

    fn unseen(&self, id: Id) -> Result<bool, Declined> {
        let shown = self.shown(self.tree.at(id).name);
        Ok(shown.invisible || shown.component || self.hidden(id)?)
    }

    // -- the text of one element ---------------------------------------------------------------------------

    /// The text of an element, one line per block or line break in it, without claimed parts.
    pub fn lines(&self, id: Id, roles: &[u8], without: Without) -> Result<Vec<String>, Declined> {
        let element = self.tree.at(id);
        if element.first == crate::tree::NONE {
            let text = clean(self.tree.text(id));
            return Ok(if text.is_empty() { Vec::new() } else { vec![text] });
        }
        let mut all = String::new();
        self.collect(id, roles, without, &mut all)?;
        Ok(all.split('\n').map(clean).filter(|x| !x.is_empty()).collect())
    }

    pub fn line(&self, id: Id, roles: &[u8], without: Without) -> Result<String, Declined> {
        Ok(clean(&self.lines(id, roles, without)?.join(" ")))
    }

    fn collect(&self, id: Id, roles: &[u8], without: Without, out: &mut String) -> Result<(), Declined> {
        let add = |out: &mut String, text: &str| {
            out.extend(text.chars().map(|c| if c == '\n' || c == '\r' { ' ' } else { c }));
        };
        add(out, self.tree.text(id));
        for child in self.tree.children(id) {
            let role = roles.get(child as usize).copied().unwrap_or(kind::NONE);
            let claimed = match without {
                Without::Nothing => false,
                Without::Claims => role != kind::NONE,
                Without::OtherClaims(own) => role != kind::NONE && role != own,
                Without::OtherPeople(own) => {
                    role != own && matches!(role, kind::DROP | kind::BYLINE | kind::EDITORS | kind::SOURCES)
                }
            };
            if !claimed && !self.unseen(child)? {
                let name = self.tree.at(child).name;
                if name == names::BR {
                    out.push('\n');
                }
                if self.shown(name).block {
                    out.push('\n');
                    self.collect(child, roles, without, out)?;
                    out.push('\n');
                } else {
                    if name == names::TD || name == names::TH {
                        out.push(' ');
                    }
                    self.collect(child, roles, without, out)?;
                }
            }
            add(out, self.tree.tail(child));
        }
        Ok(())
    }

    // -- posts ---------------------------------------------------------------------------------------------

    fn is_post(&self, id: Id) -> Result<bool, Declined> {
        let tree = self.tree;
        if let Some(classes) = tree.get(id, names::CLASS) {
            if !classes.is_ascii() {
                return Err(Declined("a quotation has an unusual class"));
            }
            let classes = classes.to_ascii_lowercase();
            if split(&classes).any(|x| self.words.post_classes.iter().any(|y| x == y)) {
                return Ok(true);
            }
        }
        if let Some(cite) = tree.get(id, names::CITE) {
            if !cite.is_ascii() {
                return Err(Declined("a quotation has an unusual source"));
            }
            if self.is_of_network(&cite.to_ascii_lowercase()) {
                return Ok(true);
            }
        }
        let known = |name: Name| self.words.post_attributes.iter().any(|x| x == tree.names.str(name));
        Ok(tree.attributes(id).iter().any(|x| known(x.name)))
    }

    fn is_of_network(&self, cite: &str) -> bool {
        let Some((host, _)) =
            cite.strip_prefix("https://").or_else(|| cite.strip_prefix("http://")).and_then(|x| x.split_once('/'))
        else {
            return false;
        };
        let labels: Vec<&str> = host.split('.').collect();
        let [outer @ .., network, ending] = &labels[..] else { return false };
        let is_label =
            |x: &&str| !x.is_empty() && x.bytes().all(|x| x.is_ascii_alphanumeric() || matches!(x, b'-' | b'_'));
        outer.iter().all(is_label)
            && self.words.networks.iter().any(|x| x == network)
            && matches!(*ending, "com" | "net" | "app")
    }
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

/// Whether a style hides its element, from everybody or by moving it out of sight.
fn hides(style: &str) -> Result<bool, Declined> {
    if !style.is_ascii() {
        return Err(Declined("a style has unusual characters"));
    }
    let low = style.to_ascii_lowercase();
    let blank = |x: u8| is_space(x as char);
    // the value of a declaration that begins here, if it is of this property
    let value = |at: usize, property: &str| -> Option<&str> {
        let rest = low[at..].strip_prefix(property)?.trim_start_matches(is_space).strip_prefix(':')?;
        Some(rest.trim_start_matches(is_space))
    };
    for at in 0..low.len() {
        let before = if at == 0 { b';' } else { low.as_bytes()[at - 1] };
        if before != b';' && !blank(before) {
            continue;
        }
        if value(at, "display").is_some_and(|x| x.starts_with("none"))
            || value(at, "visibility").is_some_and(|x| x.starts_with("hidden") || x.starts_with("collapse"))
        {
            return Ok(true);
        }
        for side in ["left", "right", "top", "text-indent"] {
            let far =
                |x: &str| x.strip_prefix('-').is_some_and(|x| x.bytes().take_while(|&x| is_digit(x)).count() >= 4);
            if value(at, side).is_some_and(far) {
                return Ok(true);
            }
        }
        if value(at, "clip").is_some_and(clips) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// `rect(\s*[01](?:px)?\b`
fn clips(value: &str) -> bool {
    let Some(inner) = value.strip_prefix("rect(").map(|x| x.trim_start_matches(is_space)) else { return false };
    let Some(rest) = inner.strip_prefix(['0', '1']) else { return false };
    let is_word = |x: Option<char>| x.is_some_and(|x| x.is_ascii_alphanumeric() || x == '_');
    let ends = |x: &str| !is_word(x.chars().next());
    rest.strip_prefix("px").is_some_and(ends) || ends(rest)
}

// -- the walk --------------------------------------------------------------------------------------------------

pub struct Reading<'a> {
    pub page: &'a Page<'a>,
    pub roles: &'a [u8],
    /// Containers, which are read even if the page hides them until a script shows them.
    pub shown: &'a [Id],
}

enum Stop {
    /// Nothing after this element is text.
    End,
    Declined(Declined),
}

impl From<Declined> for Stop {
    fn from(why: Declined) -> Stop {
        Stop::Declined(why)
    }
}

type Walked = Result<(), Stop>;

/// A text node of the page, or a character that the walk puts between two.
#[derive(Clone, Copy)]
struct Piece<'a> {
    text: &'a str,
    flag: u8,
}

struct Mark<'a> {
    serial: usize,
    at: usize,
    href: &'a str,
}

struct Walk<'a> {
    of: &'a Reading<'a>,
    shown: &'a [Id],
    blocks: Vec<Part>,
    pieces: Vec<Piece<'a>>,
    flagged: u8,
    marks: Vec<Mark<'a>>,
    serial: usize,
    kind: Type,
    tag: Name,
    in_item: bool,
    looks: usize,
}

/// The blocks below an element in document order.
pub fn read(of: &Reading, root: Id) -> Result<Vec<Part>, Declined> {
    read_with(of, root, of.shown)
}

fn read_with<'a>(of: &'a Reading<'a>, root: Id, shown: &'a [Id]) -> Result<Vec<Part>, Declined> {
    let tree = of.page.tree;
    let name = tree.at(root).name;
    let mut walk = Walk {
        of,
        shown,
        blocks: Vec::new(),
        pieces: Vec::new(),
        flagged: 0,
        marks: Vec::new(),
        serial: 0,
        kind: Type::Paragraph,
        tag: name,
        in_item: false,
        looks: 0,
    };
    if (names::H1..=names::H6).contains(&name) {
        walk.kind = Type::Heading;
    } else if name == names::LI && tree.children(root).filter(|&x| tree.at(x).name == names::P).count() < LAID_OUT {
        walk.kind = Type::ListItem;
        walk.in_item = true;
    }
    let flag = match name {
        names::B | names::STRONG => BOLD,
        names::A => LINK,
        _ => 0,
    };
    match walk.walk(root, flag).and_then(|()| walk.flush()) {
        Err(Stop::Declined(why)) => Err(why),
        _ => Ok(walk.blocks),
    }
}

impl<'a> Walk<'a> {
    fn add(&mut self, text: &'a str, flag: u8) {
        self.pieces.push(Piece { text, flag });
        self.flagged |= flag;
    }

    /// Add a text node; white space before the first word of a block is left out.
    fn text(&mut self, text: &'a str, flag: u8) {
        if !text.is_empty() && (!self.pieces.is_empty() || !is_blank(text)) {
            self.add(text, flag);
        }
    }

    fn walk(&mut self, id: Id, flag: u8) -> Walked {
        let page = self.of.page;
        let tree = page.tree;
        self.text(tree.text(id), flag);
        for child in tree.children(id) {
            let name = tree.at(child).name;
            let shown = page.shown(name);
            if self.of.roles[child as usize] != kind::NONE {
                self.claimed(child, shown.block)?;
            } else if shown.invisible {
            } else if name == names::BR {
                self.add("\n", BREAK);
                self.walk(child, flag)?;
            } else if shown.block {
                if !page.hidden(child)? || self.shown.binary_search(&child).is_ok() {
                    self.block(child, name, flag)?;
                } else {
                    self.flush()?;
                }
            } else if page.hidden(child)? {
            } else if shown.component {
                self.component(child)?;
            } else {
                self.inline(child, name, flag)?;
            }
            self.text(tree.tail(child), flag);
        }
        Ok(())
    }

    fn inline(&mut self, child: Id, name: Name, flag: u8) -> Walked {
        match name {
            names::A => {
                let at = self.pieces.len();
                self.serial += 1;
                let serial = self.serial;
                let href = self.of.page.tree.get(child, names::HREF).unwrap_or("");
                self.marks.push(Mark { serial, at, href });
                self.walk(child, flag | LINK)?;
                // a block inside the link may have ended the text, and the marks with it
                if self.pieces.len() == at && self.marks.last().is_some_and(|x| x.serial == serial) {
                    self.marks.pop();
                }
            }
            names::B | names::STRONG => self.walk(child, flag | BOLD)?,
            names::TD | names::TH => {
                self.add(" ", flag);
                self.walk(child, flag)?;
                self.add(" ", flag);
            }
            names::Q if !self.is_quoted(child) => {
                self.add("“", flag);
                self.walk(child, flag)?;
                self.add("”", flag);
            }
            _ => self.walk(child, flag)?,
        }
        Ok(())
    }

    /// Whether a `<q>` contains its own quotation marks; otherwise browsers show a pair around it.
    fn is_quoted(&self, id: Id) -> bool {
        self.first_character(id).is_some_and(|x| "\"“”„«'‘".contains(x))
    }

    fn first_character(&self, id: Id) -> Option<char> {
        let tree = self.of.page.tree;
        let first = |text: &str| text.chars().find(|&x| !is_space(x));
        first(tree.text(id))
            .or_else(|| tree.children(id).find_map(|x| self.first_character(x).or_else(|| first(tree.tail(x)))))
    }

    fn block(&mut self, child: Id, name: Name, flag: u8) -> Walked {
        if self.in_item && !matches!(name, names::LI | names::UL | names::OL) {
            self.add(" ", flag);
            self.walk(child, flag)?;
            self.add(" ", flag);
            return Ok(());
        }
        self.flush()?;
        let (outer, outer_tag, outer_item) = (self.kind, self.tag, self.in_item);
        self.tag = name;
        match name {
            names::LI => {
                self.kind = Type::ListItem;
                self.in_item = true;
            }
            names::BLOCKQUOTE => {
                self.kind = Type::Quote;
                if self.of.page.is_post(child)? {
                    self.post(child)?;
                    (self.kind, self.tag) = (outer, outer_tag);
                    return Ok(());
                }
            }
            names::FIGCAPTION => {
                self.claimed_text(child, kind::CAPTION, true)?;
                self.tag = outer_tag;
                return Ok(());
            }
            _ if (names::H1..=names::H6).contains(&name) => self.kind = Type::Heading,
            _ => {}
        }
        self.walk(child, flag)?;
        self.flush()?;
        (self.kind, self.tag, self.in_item) = (outer, outer_tag, outer_item);
        Ok(())
    }

    /// The words of an embedded post, which the caller tells from the attribution next to them.
    fn post(&mut self, id: Id) -> Walked {
        let page = self.of.page;
        let tree = page.tree;
        let mut paragraphs = Vec::new();
        let mut end = id;
        for inner in id..tree.at(id).end {
            if inner >= end && tree.at(inner).name == names::P && !page.hidden(inner)? {
                paragraphs.push(inner);
                end = tree.at(inner).end;
            }
        }
        let bare = paragraphs.is_empty();
        if bare {
            paragraphs.push(id);
        }
        let read: Result<_, Declined> = paragraphs.into_iter().map(|x| read_with(self.of, x, &[])).collect();
        self.blocks.push(Part::Post { bare, paragraphs: read? });
        Ok(())
    }

    /// What an AMP component shows until it is loaded: nothing, except the words of a post.
    fn component(&mut self, id: Id) -> Walked {
        let tree = self.of.page.tree;
        for inner in id..tree.at(id).end {
            if tree.at(inner).name == names::BLOCKQUOTE && self.of.page.is_post(inner)? {
                self.flush()?;
                self.post(inner)?;
            }
        }
        Ok(())
    }

    fn claimed(&mut self, child: Id, block: bool) -> Walked {
        let role = self.of.roles[child as usize];
        if block && !self.in_item {
            self.flush()?;
        }
        if kind::is_silent(role) {
            return Ok(());
        }
        if role == kind::PAYWALL && block {
            self.blocks.push(Part::Box(role));
            return Ok(());
        }
        self.claimed_text(child, role, false)?;
        if role == kind::UNTIL { Err(Stop::End) } else { Ok(()) }
    }

    fn claimed_text(&mut self, id: Id, role: u8, of_itself: bool) -> Walked {
        let page = self.of.page;
        let tree = page.tree;
        let lines = page.lines(id, self.of.roles, Without::OtherClaims(role))?;
        let text = clean(&lines.join(" "));
        let mut links = Vec::new();
        if role == kind::READ_ALSO {
            if tree.at(id).name == names::A {
                links.push(text.clone());
            } else {
                for inner in (id..tree.at(id).end).filter(|&x| tree.at(x).name == names::A) {
                    links.push(page.line(inner, &[], Without::Nothing)?);
                }
            }
            links.retain(|x| !x.is_empty());
        }
        self.blocks.push(Part::Block(Block {
            text,
            kind: role,
            of_itself,
            kind_of_text: Type::Paragraph,
            tag: tree.at(id).name,
            more: None,
            lines,
            links,
            element: id,
        }));
        Ok(())
    }

    // -- blocks of text ------------------------------------------------------------------------------------

    /// End the current block; two line breaks split it.
    fn flush(&mut self) -> Walked {
        if self.pieces.is_empty() {
            return Ok(());
        }
        let pieces = std::mem::take(&mut self.pieces);
        let marks = std::mem::take(&mut self.marks);
        let flagged = std::mem::take(&mut self.flagged);
        if flagged == 0 {
            let text = match &pieces[..] {
                [only] => clean(only.text),
                _ => clean(&pieces.iter().map(|x| x.text).collect::<String>()),
            };
            if !text.is_empty() {
                self.blocks.push(Part::Block(self.of_text(text)));
            }
            self.pieces = pieces;
            self.pieces.clear();
            return Ok(());
        }
        if self.in_item {
            self.emit(&pieces, &marks, 0, pieces.len());
            return Ok(());
        }
        let mut start = 0;
        let mut pending = None; // a line break that only white space has followed so far
        let mut last = ""; // the last text since `start` that is not blank
        let mut plain = false; // whether any of it is not bold
        for (index, piece) in pieces.iter().enumerate() {
            if piece.flag & BREAK != 0 {
                if let Some(earlier) = pending {
                    self.emit(&pieces, &marks, start, earlier);
                    (start, pending, last, plain) = (index + 1, Some(index), "", false);
                } else if start <= index {
                    if !last.is_empty() && !plain && self.is_title(last, &pieces, index)? {
                        self.emit(&pieces, &marks, start, index);
                        (start, last, plain) = (index + 1, "", false);
                    }
                    pending = Some(index);
                }
            } else if !is_blank(piece.text) {
                (pending, last) = (None, piece.text);
                plain |= piece.flag & BOLD == 0;
            }
        }
        self.emit(&pieces, &marks, start, pieces.len());
        Ok(())
    }

    fn of_text(&self, text: String) -> Block {
        Block {
            text,
            kind: kind::NONE,
            of_itself: false,
            kind_of_text: self.kind,
            tag: self.tag,
            more: None,
            lines: Vec::new(),
            links: Vec::new(),
            element: crate::tree::NONE,
        }
    }

    /// Whether bold text up to a line break, before plain text, is a section title above its paragraph.
    fn is_title(&mut self, last: &str, pieces: &[Piece], end: usize) -> Result<bool, Declined> {
        if last.trim_end_matches(is_space).ends_with(['.', ',', ';', '-', '–', '—']) {
            return Ok(false);
        }
        let mut behind = String::new();
        for piece in &pieces[end + 1..] {
            self.looks += 1;
            if piece.flag & BREAK != 0 {
                if !behind.is_empty() {
                    break;
                }
            } else if !behind.is_empty() || !is_blank(piece.text) {
                if behind.is_empty() && piece.flag & BOLD != 0 {
                    return Ok(false);
                }
                self.looks += piece.text.len();
                behind.push_str(piece.text);
            }
            if self.looks > MAX_LOOKS {
                return Err(Declined("it has too many line breaks"));
            }
        }
        let behind = behind.trim_end_matches(is_space);
        Ok(behind.chars().count() > LINE || behind.ends_with(['.', '!', '?', ':', '”', '"']))
    }

    /// Add the block of these pieces; its lines are also blocks of their own.
    fn emit(&mut self, pieces: &[Piece], marks: &[Mark], start: usize, end: usize) {
        let Some(mut block) = self.made(pieces, marks, start, end) else { return };
        if 1 < block.lines.len() && block.lines.len() <= MAX_LINES {
            let mut from = start;
            let mut inner = Vec::new();
            let breaks = (start..end).filter(|&x| pieces[x].flag & BREAK != 0);
            for to in breaks.chain([end]) {
                inner.extend(self.made(pieces, marks, from, to));
                from = to;
            }
            if let Some(more) = &mut block.more {
                more.pieces = inner;
            }
        }
        self.blocks.push(Part::Block(block));
    }

    fn made(&self, pieces: &[Piece], marks: &[Mark], start: usize, end: usize) -> Option<Block> {
        let (mut bold, mut linked) = (true, true);
        let mut opening: Vec<&str> = Vec::new();
        let mut lines = vec![String::new()];
        let mut plain = String::new();
        let mut links: Vec<String> = Vec::new();
        let mut href: Option<&str> = None;
        for (index, piece) in pieces.iter().enumerate().take(end).skip(start) {
            let (part, flag) = (piece.text, piece.flag);
            if flag & BREAK != 0 {
                lines.push(String::new());
                plain.push(' ');
                if !links.is_empty() {
                    href = None;
                }
                continue;
            }
            let blank = is_blank(part);
            if let Some(line) = lines.last_mut() {
                line.push_str(part);
            }
            if flag & LINK == 0 {
                plain.push_str(part);
                if !blank {
                    linked = false;
                    href = None;
                }
            } else {
                // marks are in order; of several at one place the last counts
                let last = marks.partition_point(|x| x.at <= index);
                if last > 0 && marks[last - 1].at == index {
                    let here = marks[last - 1].href;
                    // one link split in two is one title
                    if href == Some(here) {
                        if let Some(link) = links.last_mut()
                            && link.ends_with(is_space)
                        {
                            link.push(' ');
                        }
                    } else {
                        links.push(String::new());
                    }
                    href = Some(here);
                }
                match links.last_mut() {
                    Some(link) => link.push_str(part),
                    None => links.push(part.to_owned()), // a block inside a link that began before it
                }
            }
            if bold {
                opening.push(part);
            }
            if flag & BOLD == 0 && !blank {
                if bold {
                    opening.pop();
                }
                bold = false;
            }
        }
        let text = clean(&lines.join(" "));
        if text.is_empty() {
            return None;
        }
        let opening = if bold { String::new() } else { clean(&opening.concat()) };
        let opening = opening.trim_end_matches([' ', '-', '–', '—', '.', ':']).to_owned();
        let cleaned = |x: Vec<String>| x.iter().map(|x| clean(x)).filter(|x| !x.is_empty()).collect();
        let mut block = self.of_text(text);
        block.lines = if lines.len() > 1 { cleaned(lines) } else { Vec::new() };
        block.links = cleaned(links);
        block.more = Some(Box::new(More { bold, linked, opening, pieces: Vec::new(), plain: clean(&plain) }));
        Some(block)
    }
}
