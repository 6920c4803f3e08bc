//! The C functions, and all that is unsafe: slices made of what the caller passes, one to read and one to write.
//!
//! A call that has a result gives its length; `ns_take` copies it. A result stays with its thread until that one calls
//! again. It is JSON; a text instead of a list says why the page was declined.
#![allow(unsafe_code)]

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Once, RwLock};

use crate::Declined;
use crate::blocks::Words;
use crate::json::Writer;
use crate::page::{self, Rules};
use crate::parse::parse;
use crate::program::{self, Reader, outlet};
use crate::select::{Index, Wanted};
use crate::survey::{self, Notes};
use crate::tree::Tree;

/// What caller and library have agreed on; a caller with another number does not use the library.
const VERSION: usize = 6;

const MOST_RULES: usize = 100_000;
static RULES: RwLock<Vec<Option<Arc<Rules>>>> = RwLock::new(Vec::new());

/// The number of the next survey, of whatever thread.
static SERIAL: AtomicU32 = AtomicU32::new(0);

/// The page that was surveyed last, under the number that its survey has.
struct Kept {
    serial: u32,
    tree: Tree<'static>,
    notes: Notes,
}

thread_local! {
    static KEPT: RefCell<Option<Kept>> = const { RefCell::new(None) };
    static RESULT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

fn bytes<'a>(data: *const u8, length: usize) -> &'a [u8] {
    if data.is_null() || length == 0 {
        return &[];
    }
    // SAFETY: the caller passes address and length of a bytes object that it holds until the call returns, and
    // nothing that is made of this slice outlives the call.
    unsafe { std::slice::from_raw_parts(data, length) }
}

/// Run one call; what it wrote is the result.
fn answer(call: impl FnOnce(&mut Writer) -> Result<(), Declined>) -> usize {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| set_hook(Box::new(|_| ()))); // a defect declines the page, and says nothing else
    RESULT.with_borrow_mut(|result| {
        let mut writer = Writer::into(std::mem::take(result));
        let done = catch_unwind(AssertUnwindSafe(|| call(&mut writer)));
        let done = done.unwrap_or(Err(Declined("the native reader has a defect")));
        if let Err(Declined(why)) = done {
            writer.out.clear();
            writer.text(why);
        }
        *result = writer.out;
        result.len()
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn ns_version() -> usize {
    VERSION
}

/// Copy the result of this thread's last call, no more than `capacity` bytes of it; its length.
#[unsafe(no_mangle)]
pub extern "C" fn ns_take(out: *mut u8, capacity: usize) -> usize {
    RESULT.with_borrow(|result| {
        let length = capacity.min(result.len());
        if !out.is_null() && length > 0 {
            // SAFETY: the caller passes address and size of a bytearray that it holds until the call returns
            unsafe { std::slice::from_raw_parts_mut(out, length) }.copy_from_slice(&result[..length]);
        }
        result.len()
    })
}

/// Whether a page is UTF-8 with nothing to replace, and has tags, no more than `most`; no other result.
#[unsafe(no_mangle)]
pub extern "C" fn ns_plain(most: usize, data: *const u8, length: usize) -> usize {
    usize::from(crate::plain::is_plain(bytes(data, length), most))
}

/// Keep the rules of an outlet under a number: of rules that it has no longer, or the next free one.
#[unsafe(no_mangle)]
pub extern "C" fn ns_rules(number: usize, data: *const u8, length: usize) -> usize {
    answer(|w| {
        let mut reader = Reader::new(bytes(data, length));
        let words = Words::new(&reader.text()?)?;
        let outlet = outlet(&mut reader)?;
        let wanted = Wanted::of(&outlet);
        let rules = Some(Arc::new(Rules { words, outlet, wanted }));
        let mut all = RULES.write().map_err(|_| Declined("the rules cannot be kept"))?;
        if number >= MOST_RULES {
            return Err(Declined("there are too many rules"));
        }
        if number >= all.len() {
            all.resize(number + 1, None);
        }
        all[number] = rules;
        w.list(|_| ());
        Ok(())
    })
}

/// Read a page with the rules of that number, from layout `first` on.
#[unsafe(no_mangle)]
pub extern "C" fn ns_read(rules: usize, first: usize, data: *const u8, length: usize) -> usize {
    answer(|w| {
        let all = RULES.read().map_err(|_| Declined("the rules cannot be read"))?;
        let rules = all.get(rules).cloned().flatten().ok_or(Declined("there are no such rules"))?;
        drop(all);
        let tree = parse(bytes(data, length))?;
        page::read(&tree, &rules, first, w)
    })
}

/// The survey of a page that no rule describes; `notes` are the words by which it is made. It is no JSON, but columns.
#[unsafe(no_mangle)]
pub extern "C" fn ns_survey(notes: *const u8, notes_length: usize, data: *const u8, length: usize) -> usize {
    answer(|w| {
        let notes = std::str::from_utf8(bytes(notes, notes_length)).map_err(|_| Declined("the words are no text"))?;
        let notes = Notes::new(notes)?;
        let tree = parse(bytes(data, length))?;
        let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
        survey::survey(&tree, &notes, serial, w)?;
        KEPT.set(Some(Kept { serial, tree: tree.into_owned(), notes }));
        Ok(())
    })
}

/// The blocks below an element of the page that this thread has surveyed last, if it is that of this number. `claims` are
/// numbers of four bytes: how many claims there are, then the element and the field of each, then elements that are shown.
#[unsafe(no_mangle)]
pub extern "C" fn ns_blocks(serial: usize, body: usize, claims: *const u8, length: usize) -> usize {
    answer(|w| {
        let numbers = bytes(claims, length).chunks_exact(4);
        let numbers: Vec<u32> = numbers.map(|x| u32::from_ne_bytes([x[0], x[1], x[2], x[3]])).collect();
        let (&count, rest) = numbers.split_first().ok_or(Declined("the claims cannot be read"))?;
        let count = count as usize * 2;
        if count > rest.len() {
            return Err(Declined("the claims cannot be read"));
        }
        let claims: Vec<(u32, u8)> = rest[..count].chunks_exact(2).map(|x| (x[0], x[1] as u8)).collect();
        KEPT.with_borrow(|kept| {
            let kept = kept.as_ref().filter(|x| x.serial as usize == serial);
            let kept = kept.ok_or(Declined("another page was read meanwhile"))?;
            page::blocks(&kept.tree, &kept.notes.words, body as u32, &claims, rest[count..].to_vec(), w)
        })
    })
}

/// The tree of a page: of each element its name, depth, text, tail and attributes.
#[unsafe(no_mangle)]
pub extern "C" fn ns_tree(data: *const u8, length: usize) -> usize {
    answer(|w| {
        let tree = parse(bytes(data, length))?;
        w.list(|w| {
            for id in 0..tree.len() {
                let element = tree.at(id);
                w.list(|w| {
                    w.text(tree.names.str(element.name));
                    w.number(usize::from(element.depth));
                    w.text(tree.text(id));
                    w.text(tree.tail(id));
                    w.list(|w| {
                        for attribute in tree.attributes(id) {
                            w.text(tree.names.str(attribute.name));
                            w.text(tree.str(attribute.value));
                        }
                    });
                });
            }
        });
        Ok(())
    })
}

/// The numbers of the elements that a selector matches in a page.
#[unsafe(no_mangle)]
pub extern "C" fn ns_select(
    selector: *const u8,
    selector_length: usize,
    root: usize,
    data: *const u8,
    length: usize,
) -> usize {
    answer(|w| {
        let selector = program::selector(&mut Reader::new(bytes(selector, selector_length)))?;
        let wanted = Wanted::of_selector(&selector);
        let tree = parse(bytes(data, length))?;
        if root >= tree.len() as usize {
            return Err(Declined("there is no such element"));
        }
        let found = Index::new(&tree, &wanted)?.all(&selector, root as u32)?;
        w.list(|w| found.iter().for_each(|&x| w.number(x as usize)));
        Ok(())
    })
}
