//! From bytes to a tree: the tokens of the HTML standard, and elements where lxml puts them.
//!
//! What a page makes of tags that do not fit is decided by three rules (`names` has their tables): a tag ends open
//! elements that cannot hold it; `html`, `head` and `body` are there even if nobody wrote them; an end tag ends
//! everything down to its own element unless something stronger stands between. Comments and declarations leave
//! no trace.
#![forbid(unsafe_code)]

use crate::Declined;
use crate::entities;
use crate::names::{self, Content, Kind, Kinds, Name, Place};
use crate::tree::{Id, MAX_BYTES, NONE, Piece, Span, Tree};

/// Elements nested deeper are moved up by the reader in Python.
const MAX_DEPTH: usize = 64;
/// Of one tag; each is compared with those before it.
const MAX_ATTRIBUTES: usize = 500;

/// Bytes; lxml cuts longer ones.
const MAX_NAME: usize = 90;

/// The tree of a page, which must be UTF-8.
pub fn parse(page: &[u8]) -> Result<Tree<'_>, Declined> {
    if page.len() > MAX_BYTES {
        return Err(Declined("the page is too large"));
    }
    let text = std::str::from_utf8(page).map_err(|_| Declined("the page is no UTF-8"))?;
    let mut parser = Parser {
        at: 0,
        end: page.len(),
        page,
        tree: Tree::new(text),
        open: Vec::with_capacity(MAX_DEPTH + 1),
        kinds: names::kinds(),
        had_head: false,
        had_body: false,
        ignored: 0,
        ended: false,
    };
    if page.starts_with(b"\xef\xbb\xbf") {
        parser.at = 3;
    }
    parser.run()?;
    while parser.pop() {}
    if parser.tree.elements.is_empty() {
        return Err(Declined("there is no element"));
    }
    Ok(parser.tree)
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

/// Where the first byte is that passes a test, looking at many at once.
fn position(bytes: &[u8], test: impl Fn(u8) -> bool) -> Option<usize> {
    let mut from = 0;
    for some in bytes.chunks(32) {
        // without a way out of the loop, the compiler tests all of them in one step
        if some.iter().fold(false, |found, &x| found | test(x)) {
            return some.iter().position(|&x| test(x)).map(|x| from + x);
        }
        from += 32;
    }
    None
}

struct Parser<'a> {
    page: &'a [u8],
    tree: Tree<'a>,
    at: usize,
    end: usize,
    open: Vec<(Id, Name)>,
    kinds: &'static Kinds,
    had_head: bool,
    had_body: bool,
    ignored: usize, // tags of html, head and body that were ignored, whose end tags are too
    ended: bool,    // the root has ended; what follows belongs to nothing
}

impl Parser<'_> {
    fn byte(&self, at: usize) -> u8 {
        self.page.get(at).copied().unwrap_or(0)
    }

    /// Where a byte is from some place on; the end of the page without one.
    fn find(&self, byte: u8, from: usize) -> usize {
        let from = from.min(self.end);
        position(&self.page[from..], |x| x == byte).map_or(self.end, |x| from + x)
    }

    fn run(&mut self) -> Result<(), Declined> {
        while self.at < self.end && !self.ended {
            if self.byte(self.at) != b'<' {
                self.text();
                continue;
            }
            match self.byte(self.at + 1) {
                b'!' => self.declaration(),
                b'?' => self.at = self.find(b'>', self.at) + 1,
                b'/' => match self.byte(self.at + 2) {
                    b'>' => self.at += 3,
                    x if x.is_ascii_alphabetic() => self.end_tag()?,
                    _ if self.at + 2 >= self.end => self.text(),
                    _ => self.at = self.find(b'>', self.at) + 1,
                },
                x if x.is_ascii_alphabetic() => self.tag()?,
                _ => self.text(),
            }
        }
        Ok(())
    }

    fn declaration(&mut self) {
        if self.byte(self.at + 2) != b'-' || self.byte(self.at + 3) != b'-' {
            self.at = self.find(b'>', self.at) + 1;
            return;
        }
        let begun = self.at + 4;
        if self.byte(begun) == b'>' {
            self.at = begun + 1;
            return;
        }
        if self.byte(begun) == b'-' && self.byte(begun + 1) == b'>' {
            self.at = begun + 2;
            return;
        }
        let mut from = begun;
        loop {
            let dash = self.find(b'-', from);
            if dash >= self.end {
                self.at = self.end;
                return;
            }
            if self.byte(dash + 1) == b'-' {
                let bang = usize::from(self.byte(dash + 2) == b'!');
                if self.byte(dash + 2 + bang) == b'>' {
                    self.at = dash + 3 + bang;
                    return;
                }
            }
            from = dash + 1;
        }
    }

    // -- elements ------------------------------------------------------------------------------------------

    fn top(&self) -> Option<Name> {
        self.open.last().map(|x| x.1)
    }

    fn push(&mut self, name: Name, attributes: usize) -> Result<(), Declined> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Declined("its elements are nested too deep"));
        }
        self.had_head |= name == names::HEAD || name == names::BODY;
        self.had_body |= name == names::BODY;
        let parent = self.open.last().map_or(NONE, |x| x.0);
        let id = self.tree.open(name, parent, self.open.len() as u16, attributes);
        self.open.push((id, name));
        Ok(())
    }

    fn pop(&mut self) -> bool {
        let Some((id, _)) = self.open.pop() else { return false };
        self.tree.close(id);
        self.ended = self.open.is_empty();
        true
    }

    /// End the innermost elements that cannot hold an element of this kind.
    fn make_room(&mut self, new: Kind) {
        while let Some(old) = self.top()
            && self.kinds.closes(new, old)
        {
            self.pop();
        }
    }

    /// Open what an element needs around it.
    fn imply(&mut self, name: Name, place: Place) -> Result<(), Declined> {
        if name == names::HTML {
            return Ok(());
        }
        let none = self.tree.mark().0;
        if self.open.is_empty() {
            self.push(names::HTML, none)?;
        }
        if name == names::HEAD || name == names::BODY {
            return Ok(());
        }
        if self.open.len() <= 1 && place == Place::Head {
            if !self.had_head {
                self.push(names::HEAD, none)?;
            }
        } else if place != Place::Frames
            && !self.had_body
            && !self.open.iter().any(|x| x.1 == names::HEAD || x.1 == names::BODY)
        {
            self.push(names::BODY, none)?;
        }
        Ok(())
    }

    fn tag(&mut self) -> Result<(), Declined> {
        self.at += 1;
        let name = self.name()?;
        if name == names::FRAMESET {
            return Err(Declined("it is made of frames"));
        }
        let kind = self.kinds.of(name);
        self.make_room(kind);
        if self.ended {
            return Ok(());
        }
        self.imply(name, kind.place)?;
        let misplaced = match name {
            names::HTML => !self.open.is_empty(),
            names::HEAD => self.open.len() != 1,
            names::BODY => self.open.iter().any(|x| x.1 == names::BODY),
            _ => false,
        };
        self.ignored += usize::from(misplaced);
        let mark = self.tree.mark();
        let closed = self.attributes(mark, true)?;
        if self.at > self.end {
            self.tree.rewind(mark); // the page ends inside the tag
            return Ok(());
        }
        if misplaced {
            self.tree.rewind(mark);
            if closed {
                self.pop();
            }
            return Ok(());
        }
        self.push(name, mark.0)?;
        if closed || kind.void {
            self.pop();
            return Ok(());
        }
        match kind.content {
            Content::Markup => {}
            Content::Text => {
                let end = self.end_of_raw(name);
                self.text_until(end, true);
            }
            Content::Raw => {
                let end = self.end_of_raw(name);
                self.text_until(end, false);
            }
            Content::Script => {
                let end = self.end_of_script();
                self.text_until(end, false);
            }
            Content::Plain => self.text_until(self.end, false),
        }
        Ok(())
    }

    fn end_tag(&mut self) -> Result<(), Declined> {
        self.at += 2;
        let name = self.name()?;
        let mark = self.tree.mark();
        self.attributes(mark, false)?;
        self.tree.rewind(mark);
        if self.at > self.end {
            return Ok(());
        }
        if self.ignored > 0 && matches!(name, names::HTML | names::HEAD | names::BODY) {
            self.ignored -= 1;
            return Ok(());
        }
        let strength = self.kinds.of(name).strength;
        for place in (0..self.open.len()).rev() {
            let other = self.open[place].1;
            if other == name {
                while self.open.len() > place {
                    self.pop();
                }
                return Ok(());
            }
            if self.kinds.of(other).strength > strength {
                return Ok(());
            }
        }
        Ok(())
    }

    /// The name at this place, in lower case as far as it is ASCII.
    fn name(&mut self) -> Result<Name, Declined> {
        let ends = |x: &u8| is_space(*x) || *x == b'/' || *x == b'>';
        let end = self.page[self.at..].iter().position(ends).map_or(self.end, |x| self.at + x);
        self.name_to(end)
    }

    /// Read a tag's attributes and its end; true if it closes itself. Behind the end of the page if it has none.
    fn attributes(&mut self, mark: (usize, usize), keep: bool) -> Result<bool, Declined> {
        loop {
            while self.at < self.end && is_space(self.page[self.at]) {
                self.at += 1;
            }
            if self.at >= self.end {
                self.at = self.end + 1;
                return Ok(false);
            }
            match self.page[self.at] {
                b'>' => {
                    self.at += 1;
                    return Ok(false);
                }
                b'/' => {
                    self.at += 1;
                    if self.byte(self.at) == b'>' && self.at < self.end {
                        self.at += 1;
                        return Ok(true);
                    }
                    continue;
                }
                _ => {}
            }
            let start = self.at;
            self.at += 1; // the first may even be "="
            while self.at < self.end
                && !(is_space(self.page[self.at]) || matches!(self.page[self.at], b'/' | b'>' | b'='))
            {
                self.at += 1;
            }
            let after = self.at;
            self.at = start;
            let name = self.name_to(after)?;
            while self.at < self.end && is_space(self.page[self.at]) {
                self.at += 1;
            }
            // a bare attribute that says yes or no has its name for a value
            let mut value = Span::default();
            if names::is_boolean(name) {
                let begun = self.tree.made().len();
                let text = self.tree.names.str(name).to_owned();
                self.tree.made().push_str(&text);
                value = self.tree.made_since(begun);
            }
            if self.byte(self.at) == b'=' && self.at < self.end {
                self.at += 1;
                while self.at < self.end && is_space(self.page[self.at]) {
                    self.at += 1;
                }
                match self.byte(self.at) {
                    quote @ (b'"' | b'\'') if self.at < self.end => {
                        let end = self.find(quote, self.at + 1);
                        if end >= self.end {
                            self.at = self.end + 1;
                            return Ok(false);
                        }
                        value = self.value(self.at + 1, end);
                        self.at = end + 1;
                    }
                    _ => {
                        let start = self.at;
                        while self.at < self.end && self.page[self.at] != b'>' && !is_space(self.page[self.at]) {
                            self.at += 1;
                        }
                        value = self.value(start, self.at);
                    }
                }
            }
            if keep {
                self.tree.add_attribute(mark, name, value);
                if self.tree.mark().0 - mark.0 > MAX_ATTRIBUTES {
                    return Err(Declined("a tag has too many attributes"));
                }
            }
        }
    }

    fn name_to(&mut self, end: usize) -> Result<Name, Declined> {
        let text = &self.page[self.at..end];
        if text.len() > MAX_NAME {
            return Err(Declined("a name is too long"));
        }
        self.at = end;
        let name = if text.iter().any(u8::is_ascii_uppercase) {
            self.tree.names.intern(&text.to_ascii_lowercase())
        } else {
            self.tree.names.intern(text)
        };
        name.ok_or(Declined("it has too many names"))
    }

    fn value(&mut self, start: usize, end: usize) -> Span {
        let special = |x: u8| x == b'&' || x == b'\r';
        if !self.page[start..end].iter().fold(false, |found, &x| found | special(x)) {
            return Tree::in_page(start, end);
        }
        let begun = self.tree.made().len();
        let mut at = start;
        while at < end {
            let byte = self.page[at];
            if byte == b'&' {
                let (pieces, next) = self.reference(at, end, true);
                for piece in pieces.into_iter().flatten() {
                    self.tree.make(piece);
                }
                at = next;
            } else if byte == b'\r' {
                self.tree.make(Piece::Char('\n'));
                at += 1 + usize::from(at + 1 < end && self.page[at + 1] == b'\n');
            } else {
                let next = position(&self.page[at..end], special).map_or(end, |x| at + x);
                self.tree.make(Piece::Page(at, next));
                at = next;
            }
        }
        self.tree.made_since(begun)
    }

    // -- text ----------------------------------------------------------------------------------------------

    /// Text up to the next tag; a "<" that begins none is text.
    fn text(&mut self) {
        let mut end = self.at + 1;
        if self.page[self.at] != b'<' {
            end = self.find(b'<', self.at);
        }
        self.text_until(end, true);
    }

    fn text_until(&mut self, end: usize, references: bool) {
        while self.at < end {
            let at = self.at;
            match self.page[at] {
                b'&' if references => {
                    let (pieces, next) = self.reference(at, end, false);
                    self.at = next;
                    for piece in pieces.into_iter().flatten() {
                        self.append(piece);
                    }
                }
                b'\r' => {
                    self.at += 1 + usize::from(self.byte(at + 1) == b'\n' && at + 1 < self.end);
                    self.append(Piece::Char('\n'));
                }
                _ => {
                    let special = |x: u8| x == b'\r' || (x == b'&' && references);
                    self.at = position(&self.page[at..end], special).map_or(end, |x| at + x);
                    self.append(Piece::Page(at, self.at));
                }
            }
        }
    }

    fn append(&mut self, piece: Piece) {
        if matches!(self.top(), None | Some(names::HTML | names::HEAD)) {
            return self.append_outside(piece);
        }
        let id = self.open[self.open.len() - 1].0;
        self.tree.append(id, piece);
    }

    /// Text where no text belongs: white space stays, anything else is of the body.
    fn append_outside(&mut self, piece: Piece) {
        let rest = match piece {
            Piece::Page(start, end) => {
                let blank = self.page[start..end].iter().position(|&x| !is_space(x)).map_or(end, |x| start + x);
                if blank > start
                    && let Some(&(id, _)) = self.open.last()
                {
                    self.tree.append(id, Piece::Page(start, blank));
                }
                if blank == end {
                    return;
                }
                Piece::Page(blank, end)
            }
            Piece::Char(c) if c.is_ascii() && is_space(c as u8) => {
                if let Some(&(id, _)) = self.open.last() {
                    self.tree.append(id, piece);
                }
                return;
            }
            _ => piece,
        };
        let paragraph = self.kinds.of(names::P);
        if self.top() == Some(names::HEAD) {
            self.make_room(paragraph);
        }
        // three elements at most, which is not too deep
        let _ = self.imply(names::P, paragraph.place);
        if let Some(&(id, _)) = self.open.last() {
            self.tree.append(id, rest);
        }
    }

    /// Where the text of an element ends: at its own end tag.
    fn end_of_raw(&self, name: Name) -> usize {
        let mut from = self.at;
        loop {
            let at = self.find(b'<', from);
            if at >= self.end || self.is_end_tag(at, self.tree.names.str(name).as_bytes()) {
                return at;
            }
            from = at + 1;
        }
    }

    fn is_end_tag(&self, at: usize, name: &[u8]) -> bool {
        self.byte(at + 1) == b'/' && self.is_named(at + 2, name)
    }

    fn is_named(&self, at: usize, name: &[u8]) -> bool {
        let end = at + name.len();
        end < self.end
            && self.page[at..end].eq_ignore_ascii_case(name)
            && (is_space(self.byte(end)) || matches!(self.byte(end), b'/' | b'>'))
    }

    /// Where a script ends: at `</script>`, but not inside of `<!-- <script> </script> -->`.
    fn end_of_script(&self) -> usize {
        let (mut commented, mut nested) = (false, false);
        let mut at = self.at;
        while at < self.end {
            match self.page[at] {
                b'<' if self.is_end_tag(at, b"script") => {
                    if !nested {
                        return at;
                    }
                    nested = false;
                    at += 2;
                }
                b'<' if commented && !nested && self.is_named(at + 1, b"script") => {
                    nested = true;
                    at += 1;
                }
                b'<' if !commented && self.page[at..].starts_with(b"<!--") => {
                    commented = true;
                    at += 2; // its dashes may be those of "-->"
                }
                b'-' if commented && self.page[at..].starts_with(b"-->") => {
                    (commented, nested) = (false, false);
                    at += 3;
                }
                _ if !commented => at = self.find(b'<', at + 1),
                _ => at += 1,
            }
        }
        self.end
    }

    // -- character references ------------------------------------------------------------------------------

    /// What a "&" stands for, in one or two pieces, and where the text goes on.
    fn reference(&self, at: usize, end: usize, in_attribute: bool) -> ([Option<Piece>; 2], usize) {
        let page = self.page;
        let itself = ([Some(Piece::Page(at, at + 1)), None], at + 1);
        let next = |x: usize| if x < end { page[x] } else { 0 };
        if next(at + 1) == b'#' {
            let hex = matches!(next(at + 2), b'x' | b'X');
            let digits = at + 2 + usize::from(hex);
            let (mut code, mut stop) = (0u32, digits);
            while let Some(digit) = (next(stop) as char).to_digit(if hex { 16 } else { 10 }) {
                code = (code * if hex { 16 } else { 10 } + digit).min(0x11_0000);
                stop += 1;
            }
            if stop == digits {
                return itself;
            }
            stop += usize::from(next(stop) == b';');
            return ([Some(Piece::Char(character(code))), None], stop);
        }
        let mut stop = at + 1;
        while next(stop).is_ascii_alphanumeric() && stop - at < 40 {
            stop += 1;
        }
        let name = std::str::from_utf8(&page[at + 1..stop]).unwrap_or("");
        if next(stop) == b';'
            && let Ok(found) = entities::NAMED.binary_search_by(|x| x.0.cmp(name))
        {
            return ([Some(Piece::Text(entities::NAMED[found].1)), None], stop + 1);
        }
        for length in (2..=name.len().min(6)).rev() {
            let name = &name[..length];
            if entities::BARE.binary_search(&name).is_err() {
                continue;
            }
            let stop = at + 1 + length;
            if in_attribute && (next(stop) == b'=' || next(stop).is_ascii_alphanumeric()) {
                return itself;
            }
            let found = entities::NAMED.binary_search_by(|x| x.0.cmp(name)).expect("all of these are named");
            return ([Some(Piece::Text(entities::NAMED[found].1)), None], stop);
        }
        itself
    }
}

/// The character of a number, by the rules of the standard for those that are none.
fn character(code: u32) -> char {
    const WINDOWS_1252: [u16; 32] = [
        0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d,
        0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d,
        0x17e, 0x178,
    ];
    let code = match code {
        0 => 0xfffd,
        0x80..=0x9f => u32::from(WINDOWS_1252[code as usize - 0x80]),
        _ => code,
    };
    char::from_u32(code).unwrap_or('\u{fffd}')
}
