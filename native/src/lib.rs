//! Reads a news page as the reader in Python does with lxml. `docs/the-native-reader.md` describes it.
//!
//! Whatever is not certain to come out the same is declined, and the caller reads the page with lxml.
#![deny(unsafe_code)]

mod abi;
mod blocks;
mod entities;
mod json;
mod names;
mod page;
mod parse;
mod plain;
mod program;
mod select;
mod survey;
mod text;
mod tree;

/// Why a page is left to the other reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Declined(pub &'static str);
