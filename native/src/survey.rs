//! One walk over a page that no rule describes: what `extractors/reading/generic/survey.py` notes of each element.
//!
//! What is written are columns, of which the caller takes what it asks for, and texts as places in the page's own bytes:
//! most of a page nobody ever asks for. What the names of an element mean is decided by the caller.
#![forbid(unsafe_code)]

use std::collections::HashMap;

use crate::Declined;
use crate::blocks::{Page, Words};
use crate::json::Writer;
use crate::names::{self, Name};
use crate::page::metadata;
use crate::text::strip;
use crate::tree::{Id, NONE, Span, Tree};

/// What the caller's reader knows of names, values and characters: lines of words behind those of `Words`.
pub struct Notes {
    pub words: Words,
    named: Vec<String>,
    hiding: Vec<String>,
    crumb: Vec<String>,
    crumb_mark: String,
    crumb_name: String,
    for_readers: Vec<String>,
    turned: Vec<String>,
    turned_words: Vec<String>,
    closes: Vec<char>,
    shells: Vec<String>,
    most: usize, // characters of a value that are looked at
}

impl Notes {
    pub fn new(lines: &str) -> Result<Notes, Declined> {
        const BROKEN: Declined = Declined("the words cannot be read");
        let words = Words::new(lines)?;
        let mut lines = lines.lines().skip(Words::LINES);
        let mut next = || lines.next().map(|x| x.split(' ').map(str::to_owned).collect::<Vec<_>>()).ok_or(BROKEN);
        Ok(Notes {
            words,
            named: next()?,
            hiding: next()?,
            crumb: next()?,
            crumb_mark: next()?.concat(),
            crumb_name: next()?.concat(),
            for_readers: next()?,
            turned: next()?,
            turned_words: next()?,
            closes: next()?.iter().filter_map(|x| x.chars().next()).collect(),
            shells: next()?,
            most: next()?.concat().parse().map_err(|_| BROKEN)?,
        })
    }
}

/// What an attribute may say of its element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    Nothing,
    Name,
    Class,
    Hides,
    Crumb,
}

/// What an answer begins with; why a page is declined begins otherwise.
const BEGINS: &[u8] = b"[\0\0\0";

/// In a row of bytes, the tags whose number is too large for one.
const OTHER: Name = 0xff;

const HIDDEN: u8 = 1;
const SHOWN: u8 = 2;

const SEEN: u8 = 1;
const DEAD: u8 = 2;
const CLOSED: u8 = 4;
const LATER: u8 = 8;
const UNSEEN: u8 = 16; // hidden by itself, or of a tag that shows nothing
const BLOCK: u8 = 32;

/// What numbers stand in a text: a digit, or what may be one and is not ASCII.
const DIGIT: u8 = 1;
const MAYBE_DIGIT: u8 = 2;

#[derive(Default)]
struct Rows {
    ids: Vec<u32>,
    parents: Vec<u32>,
    ends: Vec<u32>,
    holders: Vec<u32>,
    named: Vec<u32>, // places of elements with names, and the number of what they are
    kinds: Vec<u32>,
    texts: Vec<u32>,
    links: Vec<u32>,
    own: Vec<u32>,
    flags: Vec<u8>,
}

struct Walk<'a> {
    page: &'a Page<'a>,
    notes: &'a Notes,
    says: Vec<Says>,
    turned: Vec<bool>,
    data_page: Option<Name>,
    rows: Rows,
    hidden: Vec<u8>, // of all elements, as far as it was asked
    known: HashMap<String, u32>,
    names: Vec<String>,
    composed: String,
}

/// The beginning of a text, so many characters of it.
fn first(text: &str, most: usize) -> &str {
    if text.len() <= most {
        return text;
    }
    text.char_indices().nth(most).map_or(text, |(at, _)| &text[..at])
}

fn count(text: &str) -> u32 {
    text.chars().count() as u32
}

impl Walk<'_> {
    /// The number of what the names of an element are, and whether its attributes may hide it.
    fn said(&mut self, id: Id) -> (u32, bool) {
        let tree = self.page.tree;
        let (mut named, mut told) = (false, false);
        for attribute in tree.attributes(id) {
            let says = self.says[attribute.name as usize];
            match says {
                Says::Nothing => {}
                Says::Name | Says::Class => {
                    if !named {
                        named = true;
                        self.composed.clear();
                    }
                    let value = first(tree.str(attribute.value), self.notes.most);
                    self.composed.push(' ');
                    self.composed.push_str(value);
                    told |= says == Says::Class && self.notes.for_readers.iter().any(|x| value.contains(x.as_str()));
                }
                Says::Hides => told = true,
                Says::Crumb => {
                    if tree.str(attribute.value).contains(&self.notes.crumb_mark) {
                        if !named {
                            named = true;
                            self.composed.clear();
                        }
                        self.composed.push(' ');
                        self.composed.push_str(&self.notes.crumb_name);
                    }
                }
            }
        }
        if !named {
            return (0, told);
        }
        if let Some(&number) = self.known.get(self.composed.as_str()) {
            return (number, told);
        }
        let number = self.names.len() as u32;
        self.names.push(self.composed.clone());
        self.known.insert(self.composed.clone(), number);
        (number, told)
    }

    /// Whether an element is hidden until a script turns to its page of the text.
    fn is_later(&self, id: Id) -> Result<bool, Declined> {
        let tree = self.page.tree;
        if !self.turned[tree.at(id).name as usize] || tree.get(id, names::STYLE).is_none() {
            return Ok(false);
        }
        let mut found = false;
        for name in [Some(names::CLASS), self.data_page].into_iter().flatten() {
            if let Some(value) = tree.get(id, name) {
                if !value.is_ascii() {
                    return Err(Declined("a hidden element has an unusual class"));
                }
                let low = value.to_ascii_lowercase();
                found |= self.notes.turned_words.iter().any(|x| low.contains(x.as_str()));
            }
        }
        Ok(found && tree.children(id).filter(|&x| tree.at(x).name == names::P).nth(1).is_some())
    }

    fn note(&mut self, text: &str, place: usize, holder: usize, linked: bool) {
        let text = strip(text);
        if let Some(last) = text.chars().next_back() {
            let size = count(text);
            let rows = &mut self.rows;
            rows.own[place] += size;
            if linked {
                rows.links[holder] += size;
            } else {
                rows.texts[holder] += size;
            }
            if self.notes.closes.contains(&last) {
                rows.flags[holder] |= CLOSED;
            } else {
                rows.flags[holder] &= !CLOSED;
            }
        }
    }

    fn take(&mut self, id: Id, parent: u32, shown: bool, linked: bool) -> Result<(), Declined> {
        let tree = self.page.tree;
        let element = tree.at(id);
        let shows = self.page.shown(element.name);
        let place = self.rows.ids.len();
        let rows = &mut self.rows;
        rows.ids.push(id);
        rows.parents.push(parent);
        rows.ends.push(place as u32 + 1);
        let holder = if shows.block || parent == NONE { place as u32 } else { rows.holders[parent as usize] };
        rows.holders.push(holder);
        rows.texts.push(0);
        rows.links.push(0);
        rows.own.push(0);
        let block = if shows.block { BLOCK } else { 0 };
        let picture = shows.component && tree.names.str(element.name) == "amp-img";
        if shows.invisible || (shows.component && !picture) {
            rows.flags.push(DEAD | UNSEEN | block);
            return Ok(());
        }
        rows.flags.push(block | if shows.component { UNSEEN } else { 0 });
        let (kind, told) = self.said(id);
        if kind > 0 {
            self.rows.named.push(place as u32);
            self.rows.kinds.push(kind);
        }
        let mut shown = shown;
        let hidden = self.page.hidden(id)?;
        self.hidden[id as usize] = if hidden { HIDDEN } else { SHOWN };
        if hidden {
            self.rows.flags[place] |= UNSEEN;
            if told && shown {
                shown = self.is_later(id)?;
                if shown {
                    self.rows.flags[place] |= LATER;
                }
            }
        }
        shown &= !picture;
        if shown {
            self.rows.flags[place] |= SEEN;
        }
        let linked = linked || element.name == names::A;
        let holder = holder as usize;
        if shown {
            self.note(tree.text(id), place, holder, linked);
        }
        for child in tree.children(id) {
            self.take(child, place as u32, shown, linked)?;
            if shown {
                self.note(tree.tail(child), place, holder, linked);
            }
        }
        self.rows.ends[place] = self.rows.ids.len() as u32;
        Ok(())
    }
}

fn digits(text: &str) -> u8 {
    if text.bytes().any(|x| x.is_ascii_digit()) {
        return DIGIT;
    }
    let unusual = !text.is_ascii() && text.chars().any(|x| !x.is_ascii() && x.is_numeric());
    if unusual { MAYBE_DIGIT } else { 0 }
}

/// The numbers in an element's own text and between the elements in it.
fn own_digits(tree: &Tree, id: Id) -> u8 {
    let mut found = digits(tree.text(id));
    for child in tree.children(id) {
        if found & DIGIT != 0 {
            break;
        }
        found |= digits(tree.tail(child));
    }
    if found & DIGIT != 0 { DIGIT } else { found }
}

fn has_words(text: &str) -> u8 {
    u8::from(!text.is_empty() && !strip(text).is_empty())
}

fn numbers(w: &mut Writer, row: impl Iterator<Item = u32>) {
    for number in row {
        w.out.extend_from_slice(&number.to_ne_bytes());
    }
}

/// Write the survey of a page, which is kept under a number: how many there are of each, the columns, the texts, and what the page says about itself.
pub fn survey(tree: &Tree, notes: &Notes, serial: u32, w: &mut Writer) -> Result<(), Declined> {
    let page = Page::new(tree, &notes.words);
    let mut says = vec![Says::Nothing; tree.names.count()];
    for (names, kind) in [(&notes.named, Says::Name), (&notes.hiding, Says::Hides), (&notes.crumb, Says::Crumb)] {
        for name in names.iter().filter_map(|x| tree.names.known(x)) {
            says[name as usize] = if name == names::CLASS { Says::Class } else { kind };
        }
    }
    let mut turned = vec![false; tree.names.count()];
    for name in notes.turned.iter().filter_map(|x| tree.names.known(x)) {
        turned[name as usize] = true;
    }
    let mut walk = Walk {
        page: &page,
        notes,
        says,
        turned,
        data_page: tree.names.known("data-page"),
        rows: Rows::default(),
        hidden: vec![0; tree.len() as usize],
        known: HashMap::new(),
        names: vec![String::new()],
        composed: String::new(),
    };
    let root = (0..tree.len()).find(|&x| tree.at(x).name == names::BODY).unwrap_or(0);
    walk.take(root, NONE, true, false)?;
    let (rows, kinds, hidden) = (walk.rows, walk.names, walk.hidden);
    let all = || tree.elements.iter();

    let base = tree.page().len();
    let place = |span: Span| {
        let (made, start) = span.place();
        (if made { base + start } else { start }) as u32
    };
    let mut extra = tree.made_text().len() + base;
    let mut begins = Vec::with_capacity(kinds.len() + 1);
    for name in &kinds {
        begins.push(extra as u32);
        extra += name.len();
    }
    begins.push(extra as u32);
    let names: Vec<&str> = (0..tree.names.count()).map(|x| tree.names.str(x as Name)).collect();
    let names = names.join("\n"); // which is in no name

    let attributes = tree.all_attributes();
    // places that hold text, themselves or in them, from the last
    let mut holding: Vec<bool> = rows.texts.iter().zip(&rows.links).map(|(x, y)| x + y > 0).collect();
    for place in (1..holding.len()).rev() {
        if holding[place] {
            holding[rows.parents[place] as usize] = true;
        }
    }
    let order: Vec<u32> = (0..holding.len() as u32).rev().filter(|&x| holding[x as usize]).collect();
    let telling = |x: u32| rows.flags[x as usize] & SEEN != 0 && rows.texts[x as usize] + rows.links[x as usize] > 0;
    let telling: Vec<u32> = (0..rows.ids.len() as u32).filter(|&x| telling(x)).collect();
    // the first of the elements that a script may fill
    let shell = (0..tree.len()).find_map(|x| {
        let id = tree.get(x, names::ID).filter(|_| matches!(tree.at(x).name, names::DIV | names::MAIN))?;
        notes.shells.iter().position(|y| y == id)
    });
    let addresses = (0..tree.len())
        .filter(|&x| tree.at(x).name == names::A)
        .filter_map(|x| tree.attributes(x).iter().find(|x| x.name == names::HREF).map(|x| x.value));
    let addresses: Vec<Span> = addresses.collect();
    let counts = [
        tree.len() as usize,
        rows.ids.len(),
        attributes.len(),
        kinds.len(),
        rows.named.len(),
        telling.len(),
        shell.map_or(0, |x| x + 1),
        order.len(),
        addresses.len(),
        extra - base,
        names.len(),
        serial as usize,
    ];
    w.out.extend_from_slice(BEGINS);
    numbers(w, counts.iter().map(|&x| x as u32));
    numbers(w, begins.iter().copied());
    // of all elements
    numbers(w, all().map(|x| x.parent));
    numbers(w, all().map(|x| x.end));
    numbers(w, all().map(|x| place(x.text)));
    numbers(w, all().map(|x| x.text.size() as u32));
    numbers(w, all().map(|x| place(x.tail)));
    numbers(w, all().map(|x| x.tail.size() as u32));
    numbers(w, all().map(|x| x.placed_attributes().0));
    numbers(w, all().map(|x| x.placed_attributes().1));
    numbers(w, all().map(|x| u32::from(x.name)));
    // of all attributes
    numbers(w, attributes.iter().map(|x| u32::from(x.name)));
    numbers(w, attributes.iter().map(|x| place(x.value)));
    numbers(w, attributes.iter().map(|x| x.value.size() as u32));
    // of the elements that the walk takes
    let rows_of_places = [&rows.ids, &rows.parents, &rows.ends, &rows.holders, &rows.texts, &rows.links];
    for row in rows_of_places.into_iter().chain([&rows.named, &rows.kinds, &telling]) {
        numbers(w, row.iter().copied());
    }
    let mut sum = 0;
    numbers(
        w,
        [0].into_iter().chain(rows.own.iter().map(|x| {
            sum += x;
            sum
        })),
    );
    numbers(w, order.iter().copied());
    numbers(w, addresses.iter().map(|&x| place(x)));
    numbers(w, addresses.iter().map(|x| x.size() as u32));
    for &id in &rows.ids {
        w.out.extend_from_slice(&tree.at(id).name.to_ne_bytes());
    }
    for flag in [SEEN, DEAD, CLOSED, LATER, UNSEEN, BLOCK] {
        w.out.extend(rows.flags.iter().map(|x| u8::from(x & flag != 0)));
    }
    w.out.extend(rows.ids.iter().map(|&x| has_words(tree.text(x))));
    w.out.extend(rows.ids.iter().map(|&x| has_words(tree.tail(x))));
    w.out.extend(rows.ids.iter().map(|&x| own_digits(tree, x)));
    w.out.extend(rows.ids.iter().map(|&x| tree.at(x).name.min(OTHER) as u8));
    w.out.extend(all().map(|x| x.name.min(OTHER) as u8));
    w.out.extend_from_slice(&hidden);
    w.out.extend_from_slice(tree.made_text().as_bytes());
    kinds.iter().for_each(|x| w.out.extend_from_slice(x.as_bytes()));
    w.out.extend_from_slice(names.as_bytes());
    let mut told = Writer::into(Vec::new());
    metadata(&page, &mut told)?;
    w.out.extend_from_slice(&told.out);
    Ok(())
}
