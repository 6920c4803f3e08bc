//! What one layout of an outlet finds on a page, and what the page says about itself.
#![forbid(unsafe_code)]

use crate::Declined;
use crate::blocks::{self, Block, Page, Part, Reading, Type, Without, Words, kind};
use crate::json::Writer;
use crate::names;
use crate::program::{Layout, Outlet, Selector};
use crate::select::{Index, Wanted};
use crate::text::{clean, strip};
use crate::tree::{Id, Tree};

const MAX_TITLES: usize = 9;

/// An outlet's rules, and what belongs to them.
pub struct Rules {
    pub words: Words,
    pub outlet: Outlet,
    pub wanted: Wanted,
}

/// Write what is asked of a page: its metadata if `first` is 0, the selector that gives it away as another kind of page,
/// and what the first layout from `first` on finds that fits and has a headline and a body.
pub fn read(tree: &Tree, rules: &Rules, first: usize, w: &mut Writer) -> Result<(), Declined> {
    let Rules { words, outlet, wanted } = rules;
    let index = Index::new(tree, wanted)?;
    let page = Page::new(tree, words);
    w.list_of(|w| {
        if first == 0 {
            metadata(&page, w)?;
            let mut told = None;
            for (number, selector) in outlet.gives_away.iter().enumerate() {
                if index.first(selector, 0)?.is_some() {
                    told = Some(number);
                    break;
                }
            }
            w.maybe(told);
            if told.is_some() {
                w.null();
                return Ok(());
            }
        } else {
            w.null();
            w.null();
        }
        for (number, layout) in outlet.layouts.iter().enumerate().skip(first) {
            let Some(layout) = layout else {
                // it may fit, which only the other reader finds out
                return Err(Declined("a layout searches the page's own JSON"));
            };
            if index.first(&layout.when, 0)?.is_none() {
                continue;
            }
            if let Some(found) = Found::on(&page, &index, layout)? {
                w.list_of(|w| {
                    w.number(number);
                    found.write(w)
                })?;
                return Ok(());
            }
        }
        w.null();
        Ok(())
    })
}

/// Write the blocks below an element of a page that no rule describes. ``claims`` are elements and the numbers of the
/// fields that they are taken for; ``shown`` are those to read even though the page hides them.
pub fn blocks(
    tree: &Tree,
    words: &Words,
    body: Id,
    claims: &[(Id, u8)],
    shown: Vec<Id>,
    w: &mut Writer,
) -> Result<(), Declined> {
    let page = Page::new(tree, words);
    let mut found = Found {
        page: &page,
        roles: vec![kind::NONE; tree.len() as usize],
        fields: vec![Vec::new(); kind::DROP as usize],
        bodies: vec![body],
        shown,
        pager: Vec::new(),
    };
    for &(id, role) in claims {
        *found.roles.get_mut(id as usize).ok_or(Declined("there is no such element"))? = role;
        if role == kind::CREDIT {
            found.fields[kind::CREDIT as usize].push(id);
        }
    }
    if body >= tree.len() {
        return Err(Declined("there is no such element"));
    }
    let reading = Reading { page: &page, roles: &found.roles, shown: &found.shown };
    let parts = blocks::read(&reading, body)?;
    w.list_of(|w| found.write_parts(&parts, w))
}

pub fn metadata(page: &Page, w: &mut Writer) -> Result<(), Declined> {
    let tree = page.tree;
    let (mut tags, mut canonical, mut scripts, mut titles) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for id in 0..tree.len() {
        match tree.at(id).name {
            names::META => {
                let told = |name| tree.get(id, name).filter(|x| !x.is_empty());
                let name = told(names::PROPERTY).or(told(names::NAME)).or(told(names::ITEMPROP));
                if let (Some(name), Some(value)) = (name, told(names::CONTENT)) {
                    tags.extend([name, strip(value)]);
                }
            }
            names::LINK if tree.get(id, names::REL).is_some_and(|x| x.eq_ignore_ascii_case("canonical")) => {
                canonical.push(tree.get(id, names::HREF).unwrap_or(""));
            }
            names::SCRIPT => {
                let kind = tree.get(id, names::TYPE).unwrap_or("");
                if !kind.is_ascii() || kind.to_ascii_lowercase().contains("json") {
                    scripts.extend([kind, tree.text(id)]);
                }
            }
            names::H1 | names::TITLE if titles.len() < MAX_TITLES => {
                titles.push(page.lines(id, &[], Without::Nothing)?.join(" "));
            }
            _ => {}
        }
    }
    w.list(|w| {
        w.texts(&tags);
        w.texts(&canonical);
        w.texts(&scripts);
        w.texts(&titles);
    });
    Ok(())
}

struct Found<'a> {
    page: &'a Page<'a>,
    roles: Vec<u8>,
    fields: Vec<Vec<Id>>, // by kind
    bodies: Vec<Id>,
    shown: Vec<Id>,
    pager: Vec<Id>,
}

impl<'a> Found<'a> {
    fn on(page: &'a Page<'a>, index: &Index, layout: &Layout) -> Result<Option<Found<'a>>, Declined> {
        let scope = match &layout.scope {
            None => Some(0),
            Some(selector) => index.first(selector, 0)?,
        };
        let Some(scope) = scope else { return Ok(None) };
        let mut found = Found {
            page,
            roles: vec![kind::NONE; page.tree.len() as usize],
            fields: vec![Vec::new(); kind::DROP as usize],
            bodies: Vec::new(),
            shown: Vec::new(),
            pager: Vec::new(),
        };
        found.claim(index, layout, scope)?;
        found.shown = index.all(&layout.body, scope)?;
        let mut end = 0;
        for &id in &found.shown {
            if id >= end {
                found.bodies.push(id);
                end = page.tree.at(id).end;
            }
        }
        if found.bodies.is_empty() || found.values(kind::HEADLINE)?.is_empty() {
            return Ok(None);
        }
        if let Some(pager) = &layout.pager {
            found.pager = index.all(pager, scope)?;
        }
        Ok(Some(found))
    }

    /// An element belongs to one field, except that names may share one with the date.
    fn claim(&mut self, index: &Index, layout: &Layout, scope: Id) -> Result<(), Declined> {
        for selector in &layout.drop {
            for id in index.all(selector, scope)? {
                self.roles[id as usize] = kind::DROP;
            }
        }
        for (number, selector) in layout.fields.iter().enumerate() {
            let own = number as u8 + kind::HEADLINE;
            let all = |x: &Selector| index.all(x, scope);
            for id in selector.as_ref().map(all).transpose()?.unwrap_or_default() {
                let role = &mut self.roles[id as usize];
                if *role == kind::NONE {
                    *role = own;
                }
                if *role == own || (own == kind::BYLINE && *role == kind::PUBLISHED) {
                    self.fields[own as usize].push(id);
                }
            }
        }
        Ok(())
    }

    fn of(&self, field: u8) -> &[Id] {
        &self.fields[field as usize]
    }

    /// What an element displays; of `meta`, `link` and `time` also the value of its attribute.
    fn shown_by(&self, id: Id) -> Result<Vec<String>, Declined> {
        let tree = self.page.tree;
        let told = |name| tree.get(id, name).filter(|x| !x.is_empty());
        let mut values = Vec::new();
        if matches!(tree.at(id).name, names::META | names::LINK) {
            values.push(clean(told(names::CONTENT).or(told(names::HREF)).unwrap_or("")));
        } else {
            values.push(self.page.line(id, &[], Without::Nothing)?);
            if tree.at(id).name == names::TIME {
                values.extend(told(names::DATETIME).map(str::to_owned));
            }
        }
        values.retain(|x| !x.is_empty());
        Ok(values)
    }

    fn values(&self, field: u8) -> Result<Vec<String>, Declined> {
        let mut values = Vec::new();
        for &id in self.of(field) {
            values.extend(self.shown_by(id)?);
        }
        Ok(values)
    }

    fn first_values(&self, field: u8) -> Result<Vec<String>, Declined> {
        let mut values = Vec::new();
        for &id in self.of(field) {
            values.extend(self.shown_by(id)?.into_iter().next());
        }
        Ok(values)
    }

    fn is_in_body(&self, id: Id) -> bool {
        let outer = &self.bodies[..self.bodies.partition_point(|&x| x <= id)];
        outer.last().is_some_and(|&x| id < self.page.tree.at(x).end)
    }

    fn write(&self, w: &mut Writer) -> Result<(), Declined> {
        w.text(self.values(kind::HEADLINE)?.first().map_or("", |x| x));
        let deck = self.of(2).first().map(|&x| self.shown_by(x)).transpose()?.unwrap_or_default();
        w.text(&clean(&deck.join(" ")));
        w.texts(&self.values(kind::PUBLISHED)?);
        w.texts(&self.values(4)?);
        w.texts(&self.first_values(8)?);
        w.texts(&self.first_values(kind::KEYWORDS)?);
        w.list_of(|w| self.write_lead(w))?;
        let reading = Reading { page: self.page, roles: &self.roles, shown: &self.shown };
        w.list_of(|w| {
            for &body in &self.bodies {
                let parts = blocks::read(&reading, body)?;
                w.list_of(|w| self.write_parts(&parts, w))?;
            }
            Ok(())
        })?;
        w.list_of(|w| self.write_people(w))?;
        let mut lines = Vec::new();
        for &id in self.of(kind::BYLINE) {
            lines.extend(self.page.lines(id, &[], Without::Nothing)?);
        }
        w.texts(&lines);
        w.bool(!self.of(kind::PAYWALL).is_empty());
        let tree = self.page.tree;
        let told = |&id: &Id| {
            let of = |name| tree.get(id, name).filter(|x| !x.is_empty());
            of(names::HREF).or(of(names::VALUE)).unwrap_or("")
        };
        w.texts(&self.pager.iter().map(told).collect::<Vec<_>>());
        Ok(())
    }

    /// Captions and credits outside the body, which belong to the picture above the text.
    fn write_lead(&self, w: &mut Writer) -> Result<(), Declined> {
        let tree = self.page.tree;
        for field in [kind::CAPTION, kind::CREDIT] {
            for &id in self.of(field) {
                if self.is_in_body(id) || tree.ancestors(id).any(|x| self.roles[x as usize] != kind::NONE) {
                    continue;
                }
                let lines = self.page.lines(id, &self.roles, Without::Claims)?;
                w.list_of(|w| {
                    w.number(field as usize);
                    w.text(&clean(&lines.join(" ")));
                    w.texts(&lines);
                    self.write_credit(id, w)
                })?;
            }
        }
        Ok(())
    }

    /// The credits inside of a caption.
    fn write_credit(&self, caption: Id, w: &mut Writer) -> Result<(), Declined> {
        let tree = self.page.tree;
        let mut texts = Vec::new();
        let credits = self.of(kind::CREDIT);
        let inside = credits.partition_point(|&x| x < caption)..credits.partition_point(|&x| x < tree.at(caption).end);
        for &id in &credits[inside] {
            texts.push(self.page.lines(id, &[], Without::Nothing)?.join(" "));
        }
        if texts.is_empty() {
            w.null();
        } else {
            w.text(&clean(&texts.join(" ")));
        }
        Ok(())
    }

    /// The bylines outside the body: field, lines, and whether they stand above it.
    fn write_people(&self, w: &mut Writer) -> Result<(), Declined> {
        let tree = self.page.tree;
        for field in [kind::BYLINE, kind::EDITORS, kind::SOURCES] {
            for &id in self.of(field) {
                let claimed = |x: Id| matches!(self.roles[x as usize], role if role == kind::DROP || role == field);
                if self.is_in_body(id) || tree.ancestors(id).any(claimed) {
                    continue;
                }
                let mut lines = self.page.lines(id, &self.roles, Without::OtherPeople(field))?;
                if lines.is_empty() {
                    lines = self.shown_by(id)?;
                }
                w.list(|w| {
                    w.number(field as usize);
                    w.texts(&lines);
                    w.bool(id < self.bodies[0]);
                });
            }
        }
        Ok(())
    }

    fn write_parts(&self, parts: &[Part], w: &mut Writer) -> Result<(), Declined> {
        for part in parts {
            match part {
                Part::Box(kind) => w.list(|w| w.number(*kind as usize)),
                Part::Post { bare, paragraphs } => w.list_of(|w| {
                    w.bool(*bare);
                    w.list_of(|w| paragraphs.iter().try_for_each(|x| w.list_of(|w| self.write_parts(x, w))))
                })?,
                Part::Block(block) if block.kind == kind::NONE => self.write_block(block, w),
                Part::Block(block) => self.write_claimed(block, w)?,
            }
        }
        Ok(())
    }

    fn write_block(&self, block: &Block, w: &mut Writer) {
        w.list(|w| {
            w.text(&block.text);
            w.number(match block.kind_of_text {
                Type::Paragraph => 0,
                Type::Heading => 1,
                Type::ListItem => 2,
                Type::Quote => 3,
            });
            w.text(self.page.tree.names.str(block.tag));
            if let Some(more) = &block.more {
                w.bool(more.bold);
                w.bool(more.linked);
                w.text(&more.opening);
                w.texts_if_any(&block.lines);
                if more.pieces.is_empty() {
                    w.null();
                } else {
                    w.list(|w| more.pieces.iter().for_each(|x| self.write_block(x, w)));
                }
                w.texts_if_any(&block.links);
                // bold type alone takes nothing out of the text
                if more.plain == block.text {
                    w.null();
                } else {
                    w.text(&more.plain);
                }
            }
        });
    }

    fn write_claimed(&self, block: &Block, w: &mut Writer) -> Result<(), Declined> {
        w.list_of(|w| {
            w.text(&block.text);
            w.number(block.kind as usize);
            w.text(self.page.tree.names.str(block.tag));
            w.texts(&block.lines);
            w.texts(&block.links);
            w.bool(block.of_itself);
            if block.kind == kind::CAPTION {
                return self.write_credit(block.element, w);
            }
            w.null();
            Ok(())
        })
    }
}
