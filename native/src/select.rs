//! Selectors: which elements of a page match.
//!
//! Candidates come from an index by class, by id and by name; a candidate is then tested from right to left. Each test
//! costs steps, and a page on which selectors would take more steps than its size allows is declined.
#![forbid(unsafe_code)]

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use crate::Declined;
use crate::names::{self, Name};
use crate::program::{Anchor, Chain, Compound, Layout, Outlet, Part, Selector, Step, Test};
use crate::text;
use crate::tree::{Id, NONE, Tree};

/// Steps that each element of a page may cost, all selectors together; real pages take three.
const STEPS: usize = 200;
const STEPS_ANYWAY: usize = 500_000;

/// The classes and ids that selectors name, with numbers; a page is searched for these alone.
#[derive(Default)]
pub struct Wanted {
    names: Vec<String>,
    slots: Vec<u16>, // a power of two of them, most of them free
}

const FREE: u16 = u16::MAX;

impl Wanted {
    /// All that the rules of an outlet name.
    pub fn of(outlet: &Outlet) -> Wanted {
        let of_layout = |x: &'_ Layout| {
            let mut all = vec![&x.when, &x.body];
            all.extend(x.scope.iter().chain(&x.pager).chain(&x.drop).chain(x.fields.iter().flatten()));
            all.into_iter().flat_map(names_in).collect::<Vec<_>>()
        };
        let mut names: Vec<String> = outlet.gives_away.iter().flat_map(names_in).collect();
        names.extend(outlet.layouts.iter().flatten().flat_map(of_layout));
        Wanted::new(names)
    }

    pub fn of_selector(selector: &Selector) -> Wanted {
        Wanted::new(names_in(selector))
    }

    fn new(mut names: Vec<String>) -> Wanted {
        names.sort_unstable();
        names.dedup();
        names.truncate(usize::from(FREE));
        let mut slots = vec![FREE; (names.len() * 4).next_power_of_two().max(16)];
        for (number, name) in names.iter().enumerate() {
            let mut slot = names::hash(name.as_bytes()) % slots.len();
            while slots[slot] != FREE {
                slot = (slot + 1) % slots.len();
            }
            slots[slot] = number as u16;
        }
        Wanted { names, slots }
    }

    fn number(&self, name: &str) -> Option<usize> {
        let mask = self.slots.len() - 1;
        let mut slot = names::hash(name.as_bytes()) & mask;
        while self.slots[slot] != FREE {
            let number = usize::from(self.slots[slot]);
            if self.names[number] == name {
                return Some(number);
            }
            slot = (slot + 1) & mask;
        }
        None
    }
}

/// The classes and ids by which the elements of a selector are looked up.
fn names_in(selector: &Selector) -> Vec<String> {
    let mut names = Vec::new();
    for part in selector.choices.iter().flatten() {
        names.extend(part.anchor.as_ref().map(|x| x.value.clone()));
        for test in &part.chain.last.tests {
            match test {
                Test::Class(name) => names.push(name.clone()),
                Test::Attribute { name, how: b'=', value } if name.text == "id" => names.push(value.clone()),
                _ => {}
            }
        }
    }
    names
}

type Lists = HashMap<(Name, bool), Rc<Vec<Id>>>;

pub struct Index<'a> {
    pub tree: &'a Tree<'a>,
    wanted: &'a Wanted,
    classes: Vec<Vec<Id>>, // by number of the name
    ids: Vec<Vec<Id>>,
    lists: RefCell<Lists>, // by name of the element or of an attribute
    steps: Cell<usize>,
}

type Found = Result<Vec<Id>, Declined>;

impl<'a> Index<'a> {
    pub fn new(tree: &'a Tree<'a>, wanted: &'a Wanted) -> Result<Index<'a>, Declined> {
        let mut classes: Vec<Vec<Id>> = vec![Vec::new(); wanted.names.len()];
        let mut ids = classes.clone();
        for id in 0..tree.len() {
            for attribute in tree.attributes(id) {
                if attribute.name == names::CLASS {
                    let value = tree.str(attribute.value);
                    // XPath separates classes by four characters, Python by more
                    if value.bytes().any(|x| x < b' ' && !matches!(x, b'\t' | b'\n' | b'\r'))
                        || (!value.is_ascii() && value.chars().any(|c| !c.is_ascii() && text::is_space(c)))
                    {
                        return Err(Declined("a class has unusual white space"));
                    }
                    for class in value.split([' ', '\t', '\n', '\r']).filter(|x| !x.is_empty()) {
                        if let Some(number) = wanted.number(class)
                            && classes[number].last() != Some(&id)
                        {
                            classes[number].push(id);
                        }
                    }
                } else if attribute.name == names::ID
                    && let Some(number) = wanted.number(tree.str(attribute.value))
                {
                    ids[number].push(id);
                }
            }
        }
        let steps = Cell::new(STEPS_ANYWAY + STEPS * tree.len() as usize);
        Ok(Index { tree, wanted, classes, ids, lists: RefCell::default(), steps })
    }

    fn spend(&self, steps: usize) -> Result<(), Declined> {
        let left = self.steps.get();
        if left < steps {
            return Err(Declined("its selectors take too long"));
        }
        self.steps.set(left - steps);
        Ok(())
    }

    fn of_class(&self, name: &str) -> &[Id] {
        self.wanted.number(name).map_or(&[], |x| &self.classes[x])
    }

    fn of_id(&self, name: &str) -> &[Id] {
        self.wanted.number(name).map_or(&[], |x| &self.ids[x])
    }

    /// The elements of a name, or with an attribute of that name.
    fn of(&self, name: &str, attribute: bool) -> Rc<Vec<Id>> {
        let tree = self.tree;
        let Some(name) = tree.names.known(name) else { return Rc::default() };
        let has = |id: Id| match attribute {
            false => tree.at(id).name == name,
            true => tree.attributes(id).iter().any(|x| x.name == name),
        };
        let mut lists = self.lists.borrow_mut();
        lists.entry((name, attribute)).or_insert_with(|| Rc::new((0..tree.len()).filter(|&x| has(x)).collect())).clone()
    }

    // -- selectors -----------------------------------------------------------------------------------------

    /// The matches below an element of the first choice that shows something, in document order.
    pub fn all(&self, selector: &Selector, root: Id) -> Found {
        if let [only] = &selector.choices[..] {
            return self.choice(only, root);
        }
        let mut first = Vec::new();
        for choice in &selector.choices {
            let found = self.choice(choice, root)?;
            for &id in &found {
                if self.shows(id)? {
                    return Ok(found);
                }
            }
            if first.is_empty() {
                first = found;
            }
        }
        Ok(first)
    }

    pub fn first(&self, selector: &Selector, root: Id) -> Result<Option<Id>, Declined> {
        Ok(self.all(selector, root)?.first().copied())
    }

    fn choice(&self, parts: &[Part], root: Id) -> Found {
        let mut found = Vec::new();
        for part in parts {
            let more = self.part(part, root)?;
            found = if found.is_empty() { more } else { found.into_iter().chain(more).collect() };
        }
        if parts.len() > 1 {
            found.sort_unstable();
            found.dedup();
        }
        Ok(found)
    }

    fn part(&self, part: &Part, root: Id) -> Found {
        if let Some(anchor) = &part.anchor
            && anchor.most > 0
            && self.count(anchor)? > anchor.most
        {
            return Err(Declined("too many elements have the name that a selector begins with"));
        }
        let tree = self.tree;
        // a selector without a name is searched for below the root, one with a name in the whole page
        let from = if part.anchor.is_some() && root == 0 { 0 } else { root + 1 };
        let end = tree.at(root).end;
        let last = &part.chain.last;
        let class = last.tests.iter().find_map(|x| if let Test::Class(name) = x { Some(name) } else { None });
        let id = last.tests.iter().find_map(|x| match x {
            Test::Attribute { name, how: b'=', value } if name.text == "id" => Some(value),
            _ => None,
        });
        let attribute = last.tests.iter().find_map(|x| match x {
            Test::Attribute { name, .. } => Some(name.text.as_str()),
            _ => None,
        });
        let some;
        let candidates: &[Id] = match (id, class, &last.name) {
            (Some(name), ..) => self.of_id(name),
            (_, Some(name), _) => self.of_class(name),
            (_, _, Some(name)) => {
                some = self.of(&name.text, false);
                &some
            }
            _ if attribute.is_some() => {
                some = self.of(attribute.unwrap_or(""), true);
                &some
            }
            _ => {
                let mut found = Vec::new();
                for id in from..end {
                    if self.matches(id, &part.chain)? {
                        found.push(id);
                    }
                }
                return Ok(found);
            }
        };
        let mut found = Vec::new();
        let begin = candidates.partition_point(|&x| x < from);
        for &id in candidates[begin..].iter().take_while(|&&x| x < end) {
            if self.matches(id, &part.chain)? {
                found.push(id);
            }
        }
        Ok(found)
    }

    fn count(&self, anchor: &Anchor) -> Result<usize, Declined> {
        if anchor.attribute == "class" && anchor.how == b'.' {
            return Ok(self.of_class(&anchor.value).len());
        }
        if anchor.attribute == "id" && anchor.how == b'=' {
            return Ok(self.of_id(&anchor.value).len());
        }
        let Some(name) = self.tree.names.known(&anchor.attribute) else { return Ok(0) };
        self.spend(self.tree.len() as usize / 4)?;
        Ok((0..self.tree.len())
            .filter(|&id| self.tree.get(id, name).is_some_and(|x| compare(x, anchor.how, &anchor.value)))
            .count())
    }

    /// Whether an element says anything, in words or in the attribute that holds its value.
    fn shows(&self, id: Id) -> Result<bool, Declined> {
        let tree = self.tree;
        if matches!(tree.at(id).name, names::META | names::LINK | names::TIME) {
            let told = |name| tree.get(id, name).is_some_and(|x| !x.is_empty());
            if told(names::CONTENT) || told(names::HREF) || told(names::DATETIME) {
                return Ok(true);
            }
        }
        for inner in id..tree.at(id).end {
            self.spend(1)?;
            if !text::is_blank(tree.text(inner)) || (inner != id && !text::is_blank(tree.tail(inner))) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    // -- one element ---------------------------------------------------------------------------------------

    fn matches(&self, id: Id, chain: &Chain) -> Result<bool, Declined> {
        Ok(self.is(id, &chain.last)? && self.is_behind(id, &chain.left)?)
    }

    fn is_behind(&self, id: Id, left: &[(Step, Compound)]) -> Result<bool, Declined> {
        let Some(((step, compound), rest)) = left.split_first() else { return Ok(true) };
        let tree = self.tree;
        let next = |x: Id| match step {
            Step::Descendant | Step::Child => tree.at(x).parent,
            Step::Next | Step::Later => tree.at(x).before,
        };
        let mut other = next(id);
        while other != NONE {
            self.spend(1)?;
            if self.is(other, compound)? && self.is_behind(other, rest)? {
                return Ok(true);
            }
            if matches!(step, Step::Child | Step::Next) {
                break;
            }
            other = next(other);
        }
        Ok(false)
    }

    fn is(&self, id: Id, compound: &Compound) -> Result<bool, Declined> {
        if let Some(name) = &compound.name
            && !name.is(self.tree.at(id).name, &self.tree.names)
        {
            return Ok(false);
        }
        for test in &compound.tests {
            if !self.passes(id, test)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn passes(&self, id: Id, test: &Test) -> Result<bool, Declined> {
        let tree = self.tree;
        Ok(match test {
            Test::Class(name) => tree
                .get(id, names::CLASS)
                .is_some_and(|x| x.len() >= name.len() && x.split([' ', '\t', '\n', '\r']).any(|x| x == name)),
            Test::Attribute { name, how, value } => tree
                .attributes(id)
                .iter()
                .find(|x| name.is(x.name, &tree.names))
                .is_some_and(|x| compare(tree.str(x.value), *how, value)),
            Test::Not(inner) => !self.is(id, inner)?,
            Test::Has(inner) => {
                for (step, chain) in inner {
                    if self.has(id, *step, chain)? {
                        return Ok(true);
                    }
                }
                false
            }
            Test::Contains(wanted) => self.contains(id, wanted)?,
            Test::FirstChild => tree.at(id).before == NONE,
            Test::LastChild => tree.at(id).next == NONE,
            Test::NthChild(number) => {
                let mut count = 1;
                let mut other = tree.at(id).before;
                while other != NONE && count <= *number {
                    self.spend(1)?;
                    count += 1;
                    other = tree.at(other).before;
                }
                count == *number
            }
        })
    }

    fn has(&self, id: Id, step: Step, chain: &Chain) -> Result<bool, Declined> {
        let tree = self.tree;
        if step == Step::Descendant {
            for inner in id + 1..tree.at(id).end {
                self.spend(1)?;
                if self.matches(inner, chain)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        let mut other = if step == Step::Child { tree.at(id).first } else { tree.at(id).next };
        while other != NONE {
            self.spend(1)?;
            if self.matches(other, chain)? {
                return Ok(true);
            }
            if step == Step::Next {
                break;
            }
            other = tree.at(other).next;
        }
        Ok(false)
    }

    fn contains(&self, id: Id, wanted: &str) -> Result<bool, Declined> {
        let tree = self.tree;
        let mut all = String::new();
        // text in document order: an element's tail stands behind everything in it
        let mut open: Vec<Id> = Vec::new();
        for inner in id..tree.at(id).end {
            while let Some(&outer) = open.last()
                && tree.at(outer).end <= inner
            {
                all.push_str(tree.tail(outer));
                open.pop();
            }
            all.push_str(tree.text(inner));
            if inner != id {
                open.push(inner);
            }
        }
        open.iter().rev().for_each(|&outer| all.push_str(tree.tail(outer)));
        self.spend(1 + all.len() / 16)?;
        Ok(all.contains(wanted))
    }
}

/// The operators of attribute selectors; `?` asks only for the attribute, `.` for a word.
fn compare(text: &str, how: u8, value: &str) -> bool {
    match how {
        b'?' => true,
        b'=' => text == value,
        b'^' => !value.is_empty() && text.starts_with(value),
        b'$' => !value.is_empty() && text.ends_with(value),
        b'*' => !value.is_empty() && text.contains(value),
        _ => false,
    }
}
