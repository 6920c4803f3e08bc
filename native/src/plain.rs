//! Whether a page is UTF-8 with nothing in it that is to be replaced before it is read.
#![forbid(unsafe_code)]

/// Characters without width, as numbers of character references.
fn has_no_width(code: u32) -> bool {
    matches!(code, 0xad | 0x200b..=0x200f | 0x2060 | 0xfeff)
}

/// Bytes at the beginning of a page that may say its charset.
const DECLARES: usize = 8_192;

/// True only if `to_utf8` of `extractors/reading/decode.py` would give the page back as it is, without asking for its
/// charset, and the page has a tag and no more than `most` of them.
pub fn is_plain(page: &[u8], most: usize) -> bool {
    std::str::from_utf8(page).is_ok() && is_text(page) && has_tags(page, most)
}

fn is_text(page: &[u8]) -> bool {
    let mut shifted = false; // whether a charset like ISO-2022 or HZ might read the page otherwise
    let mut from = 0;
    for some in page.chunks(32) {
        let special = |x: u8| matches!(x, 0 | 0x1b | b'~' | b'&' | 0xc2 | 0xe2 | 0xef);
        if some.iter().fold(false, |found, &x| found | special(x)) {
            for (at, &byte) in some.iter().enumerate() {
                let rest = &page[from + at..];
                match byte {
                    0 => return false,
                    0x1b | b'~' => shifted = true,
                    b'&' if stands_for_no_width(rest) => return false,
                    0xc2 if rest.get(1) == Some(&0xad) => return false,
                    0xe2 if matches!(rest.get(1..3), Some([0x80, 0x8b..=0x8f] | [0x81, 0xa0])) => return false,
                    0xef if rest.get(1..3) == Some(&[0xbb, 0xbf]) => return false,
                    _ => {}
                }
            }
        }
        from += 32;
    }
    !(shifted && may_declare_shifts(&page[..page.len().min(DECLARES)]))
}

fn may_declare_shifts(head: &[u8]) -> bool {
    head.windows(2).any(|x| x.eq_ignore_ascii_case(b"hz")) || head.windows(4).any(|x| x == b"2022")
}

/// Whether a character reference that begins here is one that is taken out.
fn stands_for_no_width(rest: &[u8]) -> bool {
    if rest.get(1) == Some(&b'#') {
        let hex = matches!(rest.get(2), Some(b'x' | b'X'));
        let radix = if hex { 16 } else { 10 };
        let digits = rest.iter().skip(2 + usize::from(hex)).map_while(|&x| (x as char).to_digit(radix));
        return has_no_width(digits.fold(0u32, |code, digit| (code * radix + digit).min(0x11_0000)));
    }
    [&b"shy"[..], b"zwj;", b"zwnj;", b"lrm;", b"rlm;", b"ZeroWidthSpace;", b"NoBreak;"]
        .iter()
        .any(|x| rest[1..].starts_with(x))
}

fn has_tags(page: &[u8], most: usize) -> bool {
    let mut beginning = page[..page.len().min(DECLARES)].windows(2);
    let counted = |some: &[u8]| usize::from(some.iter().map(|&x| u8::from(x == b'<')).sum::<u8>());
    beginning.any(|x| x[0] == b'<' && x[1].is_ascii_alphabetic())
        && page.chunks(128).map(counted).sum::<usize>() <= most
}
