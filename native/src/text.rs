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

/// Whether a text surely stays as it is when it is cleaned, as most do. No branches, so that many bytes are seen at once.
fn is_clean(text: &str) -> bool {
    let bytes = text.as_bytes();
    let [first, .., last] = bytes else { return false };
    // controls, and what the characters begin with that are spaces or have no width
    let other = |x: u8| x < b' ' || matches!(x, 0xc2 | 0xe1 | 0xe3 | 0xef);
    let twice = bytes.iter().zip(&bytes[1..]).fold(false, |found, (&a, &b)| found | ((a == b' ') & (b == b' ')));
    if *first == b' ' || *last == b' ' || twice || bytes.iter().fold(false, |found, &x| found | other(x)) {
        return false;
    }
    // dashes and quotation marks begin as some of those do
    let mut at = 0;
    while let Some(next) = bytes[at..].iter().position(|&x| x == 0xe2) {
        at += next + 1;
        if matches!(bytes.get(at..at + 2), Some([0x80, 0x80..=0x8f | 0xa8 | 0xa9 | 0xaf] | [0x81, _])) {
            return false;
        }
    }
    true
}

/// Each run of white space as one space, trimmed, without characters that have no width.
pub fn clean(text: &str) -> String {
    if is_clean(text) {
        return text.to_owned();
    }
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
        // one space between two words is copied with them
        if byte == b' ' && !space && at > begun && matches!(bytes.get(at + 1), Some(0x21..0x80)) {
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
