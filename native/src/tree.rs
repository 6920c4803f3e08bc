//! The tree: elements in document order in one vector, texts as spans, nothing as a pointer.
//!
//! An element's number is its place in document order, so its descendants are the numbers up to its `end`, and "is
//! it inside" is a comparison. A text is a span of the page's own bytes, or of a buffer of texts that had to be put
//! together (a character reference, a removed comment in the middle, `\r\n`).
#![forbid(unsafe_code)]

use std::borrow::Cow;

use crate::names::{self, Name};

pub type Id = u32;
pub const NONE: Id = u32::MAX;

const MADE: u32 = 1 << 31;
/// Bytes of the largest page that spans can address.
pub const MAX_BYTES: usize = 1 << 30;

#[derive(Clone, Copy, Default)]
pub struct Span {
    start: u32, // with the highest bit set: in `Tree::made`
    len: u32,
}

impl Span {
    /// Whether a text was put together, and where it begins: in those, or in the page.
    pub fn place(self) -> (bool, usize) {
        (self.start & MADE != 0, (self.start & !MADE) as usize)
    }

    /// Bytes of a text.
    pub fn size(self) -> usize {
        self.len as usize
    }
}

pub struct Element {
    pub name: Name,
    pub depth: u16,
    pub parent: Id,
    pub first: Id,
    pub last: Id,
    pub next: Id,
    pub before: Id,
    /// One more than the number of its last descendant.
    pub end: Id,
    pub text: Span,
    pub tail: Span,
    attributes: u32,
    count: u16,
}

impl Element {
    /// Where its attributes begin among those of all elements, and how many it has.
    pub fn placed_attributes(&self) -> (u32, u32) {
        (self.attributes, u32::from(self.count))
    }
}

#[derive(Clone, Copy)]
pub struct Attribute {
    pub name: Name,
    pub value: Span,
}

pub struct Tree<'a> {
    page: Cow<'a, str>,
    made: String,
    pub elements: Vec<Element>,
    attributes: Vec<Attribute>,
    pub names: names::Table,
}

impl<'a> Tree<'a> {
    pub fn new(page: &'a str) -> Tree<'a> {
        let elements = Vec::with_capacity(page.len() / 64 + 16);
        let attributes = Vec::with_capacity(page.len() / 64 + 16);
        Tree { page: Cow::Borrowed(page), made: String::new(), elements, attributes, names: names::Table::new() }
    }

    // -- reading -------------------------------------------------------------------------------------------

    pub fn len(&self) -> Id {
        self.elements.len() as Id
    }

    pub fn at(&self, id: Id) -> &Element {
        &self.elements[id as usize]
    }

    /// A span as text; spans are cut beside ASCII characters only.
    pub fn str(&self, span: Span) -> &str {
        let (buffer, start) = match span.start & MADE {
            0 => (&*self.page, span.start as usize),
            _ => (self.made.as_str(), (span.start & !MADE) as usize),
        };
        &buffer[start..start + span.len as usize]
    }

    /// The page itself, and all texts that had to be put together.
    pub fn page(&self) -> &str {
        &self.page
    }

    /// The same tree, with a page of its own.
    pub fn into_owned(self) -> Tree<'static> {
        let Tree { page, made, elements, attributes, names } = self;
        Tree { page: Cow::Owned(page.into_owned()), made, elements, attributes, names }
    }

    pub fn made_text(&self) -> &str {
        &self.made
    }

    pub fn text(&self, id: Id) -> &str {
        self.str(self.at(id).text)
    }

    pub fn tail(&self, id: Id) -> &str {
        self.str(self.at(id).tail)
    }

    pub fn attributes(&self, id: Id) -> &[Attribute] {
        let element = self.at(id);
        &self.attributes[element.attributes as usize..element.attributes as usize + element.count as usize]
    }

    pub fn all_attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    pub fn get(&self, id: Id, name: Name) -> Option<&str> {
        self.attributes(id).iter().find(|x| x.name == name).map(|x| self.str(x.value))
    }

    pub fn children(&self, id: Id) -> Children<'_> {
        Children { tree: self, next: self.at(id).first }
    }

    /// The elements that an element is inside of, from the innermost out.
    pub fn ancestors(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let outer = |x: Id| Some(self.at(x).parent).filter(|&x| x != NONE);
        std::iter::successors(outer(id), move |&x| outer(x))
    }

    // -- building ------------------------------------------------------------------------------------------

    pub fn mark(&self) -> (usize, usize) {
        (self.attributes.len(), self.made.len())
    }

    /// Forget the attributes of a tag that became no element.
    pub fn rewind(&mut self, mark: (usize, usize)) {
        self.attributes.truncate(mark.0);
        self.made.truncate(mark.1);
    }

    /// Add an attribute of the element to come, unless it has one of that name.
    pub fn add_attribute(&mut self, since: (usize, usize), name: Name, value: Span) {
        if !self.attributes[since.0..].iter().any(|x| x.name == name) {
            self.attributes.push(Attribute { name, value });
        }
    }

    pub fn open(&mut self, name: Name, parent: Id, depth: u16, attributes: usize) -> Id {
        let id = self.len();
        let mut before = NONE;
        if parent != NONE {
            let last = self.at(parent).last;
            if last == NONE {
                self.elements[parent as usize].first = id;
            } else {
                self.elements[last as usize].next = id;
                before = last;
            }
            self.elements[parent as usize].last = id;
        }
        self.elements.push(Element {
            name,
            depth,
            parent,
            first: NONE,
            last: NONE,
            next: NONE,
            before,
            end: id + 1,
            text: Span::default(),
            tail: Span::default(),
            attributes: attributes as u32,
            count: (self.attributes.len() - attributes) as u16,
        });
        id
    }

    pub fn close(&mut self, id: Id) {
        self.elements[id as usize].end = self.len();
    }

    pub fn in_page(start: usize, end: usize) -> Span {
        Span { start: start as u32, len: (end - start) as u32 }
    }

    /// Begin a text that is put together; `made_since` gives it.
    pub fn made(&mut self) -> &mut String {
        &mut self.made
    }

    pub fn made_since(&self, start: usize) -> Span {
        Span { start: start as u32 | MADE, len: (self.made.len() - start) as u32 }
    }

    /// Add to the text that follows what an element holds so far.
    pub fn append(&mut self, id: Id, from: Piece) {
        let last = self.at(id).last;
        let span = if last == NONE { self.at(id).text } else { self.at(last).tail };
        let joined = self.joined(span, from);
        if last == NONE {
            self.elements[id as usize].text = joined;
        } else {
            self.elements[last as usize].tail = joined;
        }
    }

    fn joined(&mut self, span: Span, from: Piece) -> Span {
        if let Piece::Page(start, end) = from {
            if span.len == 0 {
                return Tree::in_page(start, end);
            }
            if span.start & MADE == 0 && (span.start + span.len) as usize == start {
                return Span { start: span.start, len: span.len + (end - start) as u32 };
            }
        }
        let mut start = (span.start & !MADE) as usize;
        if span.len == 0 {
            start = self.made.len();
        } else if span.start & MADE == 0 {
            let begun = self.made.len();
            self.made.push_str(&self.page[start..start + span.len as usize]);
            start = begun;
        } else if start + span.len as usize != self.made.len() {
            let begun = self.made.len();
            self.made.extend_from_within(start..start + span.len as usize);
            start = begun;
        }
        self.make(from);
        self.made_since(start)
    }

    /// Add to the text that is being put together.
    pub fn make(&mut self, piece: Piece) {
        match piece {
            Piece::Page(start, end) => self.made.push_str(&self.page[start..end]),
            Piece::Char(c) => self.made.push(c),
            Piece::Text(text) => self.made.push_str(text),
        }
    }
}

/// What is added to a text: bytes of the page, or what a character reference stands for.
#[derive(Clone, Copy)]
pub enum Piece {
    Page(usize, usize),
    Char(char),
    Text(&'static str),
}

pub struct Children<'a> {
    tree: &'a Tree<'a>,
    next: Id,
}

impl Iterator for Children<'_> {
    type Item = Id;

    fn next(&mut self) -> Option<Id> {
        let id = self.next;
        (id != NONE).then(|| {
            self.next = self.tree.at(id).next;
            id
        })
    }
}
