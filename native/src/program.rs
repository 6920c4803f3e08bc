//! The rules of an outlet, as the caller compiled them: a flat list of bytes, read once.
#![forbid(unsafe_code)]

use crate::Declined;
use crate::names::{self, Name, Table};

pub struct Reader<'a> {
    bytes: &'a [u8],
}

const BROKEN: Declined = Declined("the rules cannot be read");

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { bytes }
    }

    pub fn byte(&mut self) -> Result<u8, Declined> {
        let (&first, rest) = self.bytes.split_first().ok_or(BROKEN)?;
        self.bytes = rest;
        Ok(first)
    }

    pub fn number(&mut self) -> Result<usize, Declined> {
        Ok(usize::from(self.byte()?) | usize::from(self.byte()?) << 8)
    }

    pub fn text(&mut self) -> Result<String, Declined> {
        let length = self.number()?;
        if length > self.bytes.len() {
            return Err(BROKEN);
        }
        let (text, rest) = self.bytes.split_at(length);
        self.bytes = rest;
        String::from_utf8(text.to_vec()).map_err(|_| BROKEN)
    }

    pub fn list<T>(&mut self, one: impl Fn(&mut Self) -> Result<T, Declined>) -> Result<Vec<T>, Declined> {
        (0..self.number()?).map(|_| one(self)).collect()
    }

    pub fn option<T>(&mut self, one: impl Fn(&mut Self) -> Result<T, Declined>) -> Result<Option<T>, Declined> {
        Ok(if self.byte()? == 0 { None } else { Some(one(self)?) })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Descendant,
    Child,
    Next,
    Later,
}

/// A name in a rule, and its number if all pages share it.
pub struct Named {
    pub text: String,
    shared: Option<Name>,
}

impl Named {
    fn read(r: &mut Reader) -> Result<Named, Declined> {
        let text = r.text()?;
        Ok(Named { shared: names::shared(&text), text })
    }

    pub fn is(&self, name: Name, table: &Table) -> bool {
        self.shared.map_or_else(|| table.str(name) == self.text, |x| x == name)
    }
}

pub enum Test {
    Class(String),
    Has(Vec<(Step, Chain)>),
    Attribute { name: Named, how: u8, value: String },
    Not(Box<Compound>),
    Contains(String),
    FirstChild,
    LastChild,
    NthChild(usize),
}

/// What one element must be.
pub struct Compound {
    pub name: Option<Named>,
    pub tests: Vec<Test>,
}

/// A compound, and what must be to its left, from right to left.
pub struct Chain {
    pub last: Compound,
    pub left: Vec<(Step, Compound)>,
}

/// Where the caller's own matching begins, which looks at no more than so many elements of that name.
pub struct Anchor {
    pub attribute: String,
    pub how: u8,
    pub value: String,
    pub most: usize,
}

pub struct Part {
    pub anchor: Option<Anchor>,
    pub chain: Chain,
}

/// Choices (`||`), each of parts (`,`).
pub struct Selector {
    pub choices: Vec<Vec<Part>>,
}

pub struct Layout {
    pub when: Selector,
    pub scope: Option<Selector>,
    pub body: Selector,
    pub fields: Vec<Option<Selector>>, // in the order of `page::FIELDS`
    pub drop: Vec<Selector>,
    pub pager: Option<Selector>,
}

pub struct Outlet {
    pub gives_away: Vec<Selector>,
    pub layouts: Vec<Option<Layout>>, // none for one that does not search the page itself
}

fn step(r: &mut Reader) -> Result<Step, Declined> {
    match r.byte()? {
        b' ' => Ok(Step::Descendant),
        b'>' => Ok(Step::Child),
        b'+' => Ok(Step::Next),
        b'~' => Ok(Step::Later),
        _ => Err(BROKEN),
    }
}

fn test(r: &mut Reader) -> Result<Test, Declined> {
    Ok(match r.byte()? {
        b'.' => Test::Class(r.text()?),
        b'[' => Test::Attribute { name: Named::read(r)?, how: r.byte()?, value: r.text()? },
        b'!' => Test::Not(Box::new(compound(r)?)),
        b'h' => Test::Has(r.list(|r| Ok((step(r)?, chain(r)?)))?),
        b'c' => Test::Contains(r.text()?),
        b'f' => Test::FirstChild,
        b'l' => Test::LastChild,
        b'n' => Test::NthChild(r.number()?),
        _ => return Err(BROKEN),
    })
}

fn compound(r: &mut Reader) -> Result<Compound, Declined> {
    Ok(Compound { name: r.option(Named::read)?, tests: r.list(test)? })
}

fn chain(r: &mut Reader) -> Result<Chain, Declined> {
    Ok(Chain { last: compound(r)?, left: r.list(|r| Ok((step(r)?, compound(r)?)))? })
}

fn part(r: &mut Reader) -> Result<Part, Declined> {
    let anchor =
        r.option(|r| Ok(Anchor { attribute: r.text()?, how: r.byte()?, value: r.text()?, most: r.number()? }))?;
    Ok(Part { anchor, chain: chain(r)? })
}

pub fn selector(r: &mut Reader) -> Result<Selector, Declined> {
    Ok(Selector { choices: r.list(|r| r.list(part))? })
}

fn layout(r: &mut Reader) -> Result<Layout, Declined> {
    Ok(Layout {
        when: selector(r)?,
        scope: r.option(selector)?,
        body: selector(r)?,
        fields: r.list(|r| r.option(selector))?,
        drop: r.list(selector)?,
        pager: r.option(selector)?,
    })
}

pub fn outlet(r: &mut Reader) -> Result<Outlet, Declined> {
    Ok(Outlet { gives_away: r.list(selector)?, layouts: r.list(|r| r.option(layout))? })
}
