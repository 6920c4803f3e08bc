//! What is given back: JSON, which any language reads.
#![forbid(unsafe_code)]

use crate::Declined;

fn is_escaped(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

pub struct Writer {
    pub out: Vec<u8>,
}

impl Writer {
    /// One that writes into a buffer whose content is no longer needed.
    pub fn into(mut out: Vec<u8>) -> Writer {
        out.clear();
        Writer { out }
    }

    fn comma(&mut self) {
        if !matches!(self.out.last(), None | Some(b'[')) {
            self.out.push(b',');
        }
    }

    pub fn list(&mut self, inner: impl FnOnce(&mut Writer)) {
        self.comma();
        self.out.push(b'[');
        inner(self);
        self.out.push(b']');
    }

    /// A list whose writing may be given up.
    pub fn list_of(&mut self, inner: impl FnOnce(&mut Writer) -> Result<(), Declined>) -> Result<(), Declined> {
        self.comma();
        self.out.push(b'[');
        inner(self)?;
        self.out.push(b']');
        Ok(())
    }

    pub fn maybe(&mut self, number: Option<usize>) {
        match number {
            Some(number) => self.number(number),
            None => self.null(),
        }
    }

    pub fn number(&mut self, number: usize) {
        self.comma();
        self.out.extend_from_slice(number.to_string().as_bytes());
    }

    pub fn bool(&mut self, value: bool) {
        self.comma();
        self.out.extend_from_slice(if value { b"1" } else { b"0" });
    }

    pub fn null(&mut self) {
        self.comma();
        self.out.extend_from_slice(b"null");
    }

    pub fn texts<T: AsRef<str>>(&mut self, texts: &[T]) {
        self.list(|w| texts.iter().for_each(|x| w.text(x.as_ref())));
    }

    /// Null in place of an empty list, which costs the caller an object to make and to clear away.
    pub fn texts_if_any<T: AsRef<str>>(&mut self, texts: &[T]) {
        if texts.is_empty() {
            self.null();
        } else {
            self.texts(texts);
        }
    }

    pub fn text(&mut self, text: &str) {
        self.comma();
        self.out.push(b'"');
        for some in text.as_bytes().chunks(64) {
            if some.iter().fold(false, |found, &x| found | is_escaped(x)) {
                some.iter().for_each(|&x| self.byte(x));
            } else {
                self.out.extend_from_slice(some);
            }
        }
        self.out.push(b'"');
    }

    fn byte(&mut self, byte: u8) {
        match byte {
            b'\n' => self.out.extend_from_slice(b"\\n"),
            b'"' | b'\\' => self.out.extend_from_slice(&[b'\\', byte]),
            _ if is_escaped(byte) => self.out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            _ => self.out.push(byte),
        }
    }
}
