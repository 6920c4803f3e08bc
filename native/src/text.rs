//! Texts as Python's `str` sees them: white space, and `clean`.
//!
//! Characters are not composed here (NFC): the caller asks Python whether all that came back is.
#![forbid(unsafe_code)]

/// What `str.isspace` and `str.split` take for white space.
pub fn is_space(c: char) -> bool {
    matches!(
        c,
        '\t'..='\r'
            | '\x1c'..=' '
            | '\u{85}'
            | '\u{a0}'
            | '\u{1680}'
            | '\u{2000}'..='\u{200a}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{202f}'
            | '\u{205f}'
            | '\u{3000}'
    )
}

/// `str.isspace`, except that an empty text counts as blank too.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_space)
}

pub fn strip(text: &str) -> &str {
    text.trim_matches(is_space)
}

pub fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_space).filter(|x| !x.is_empty())
}

fn has_no_width(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Each run of white space as one space, trimmed, without characters that have no width.
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut begun = 0; // of a run of text that can be copied
    let mut space = false; // whether one is due
    let mut at = 0;
    let bytes = text.as_bytes();
    while at < bytes.len() {
        let byte = bytes[at];
        if byte > b' ' && byte < 0x80 {
            if space {
                space = false;
                if !out.is_empty() {
                    out.push(' ');
                }
                begun = at;
            }
            at += 1;
            continue;
        }
        let c = text[at..].chars().next().unwrap_or(' ');
        let length = c.len_utf8();
        if is_space(c) {
            if !space {
                out.push_str(&text[begun..at]);
                space = true;
            }
        } else if has_no_width(c) {
            if !space {
                out.push_str(&text[begun..at]);
                begun = at + length;
            }
        } else if space {
            space = false;
            if !out.is_empty() {
                out.push(' ');
            }
            begun = at;
        }
        at += length;
    }
    if !space {
        out.push_str(&text[begun..]);
    }
    out
}
