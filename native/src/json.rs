//! What is given back: JSON, which any language reads.
#![forbid(unsafe_code)]

use crate::Declined;

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

    pub fn text(&mut self, text: &str) {
        self.comma();
        self.out.push(b'"');
        let bytes = text.as_bytes();
        let mut from = 0;
        for (at, &byte) in bytes.iter().enumerate() {
            if byte >= 0x20 && byte != b'"' && byte != b'\\' {
                continue;
            }
            self.out.extend_from_slice(&bytes[from..at]);
            from = at + 1;
            match byte {
                b'"' | b'\\' => self.out.extend_from_slice(&[b'\\', byte]),
                b'\n' => self.out.extend_from_slice(b"\\n"),
                _ => self.out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            }
        }
        self.out.extend_from_slice(&bytes[from..]);
        self.out.push(b'"');
    }
}
