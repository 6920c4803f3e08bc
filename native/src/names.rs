//! Names of elements and attributes as numbers, and what an element's name means for the tree around it.
//!
//! The tables say what lxml's parser (libxml2 2.14) was seen to do with each pair of tags; `tests/native` asks it again.
#![forbid(unsafe_code)]

use std::sync::OnceLock;

pub type Name = u16;

macro_rules! names {
    ($($constant:ident $text:literal)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        enum Order { $($constant),* }
        $(#[allow(dead_code)] pub const $constant: Name = Order::$constant as Name;)*
        static KNOWN: &[&str] = &[$($text),*];
    };
}

#[rustfmt::skip]
names! {
    A "a" ABBR "abbr" ACRONYM "acronym" ADDRESS "address" APPLET "applet" AREA "area" ARTICLE "article"
    ASIDE "aside" AUDIO "audio" B "b" BASE "base" BASEFONT "basefont" BDI "bdi" BDO "bdo" BGSOUND "bgsound"
    BIG "big" BLINK "blink" BLOCKQUOTE "blockquote" BODY "body" BR "br" BUTTON "button" CANVAS "canvas"
    CAPTION "caption" CENTER "center" CITE "cite" CODE "code" COL "col" COLGROUP "colgroup" COMMAND "command"
    CONTENT "content" DATA "data" DATALIST "datalist" DD "dd" DEL "del" DETAILS "details" DFN "dfn" DIALOG "dialog"
    DIR "dir" DIV "div" DL "dl" DT "dt" ELEMENT "element" EM "em" EMBED "embed" FIELDSET "fieldset"
    FIGCAPTION "figcaption" FIGURE "figure" FONT "font" FOOTER "footer" FORM "form" FRAME "frame"
    FRAMESET "frameset" H1 "h1" H2 "h2" H3 "h3" H4 "h4" H5 "h5" H6 "h6" HEAD "head" HEADER "header" HGROUP "hgroup"
    HR "hr" HTML "html" I "i" IFRAME "iframe" IMAGE "image" IMG "img" INPUT "input" INS "ins" ISINDEX "isindex"
    KBD "kbd" KEYGEN "keygen" LABEL "label" LEGEND "legend" LI "li" LINK "link" LISTING "listing" MAIN "main"
    MAP "map" MARK "mark" MARQUEE "marquee" MATH "math" MENU "menu" MENUITEM "menuitem" META "meta" METER "meter"
    MULTICOL "multicol" NAV "nav" NEXTID "nextid" NOBR "nobr" NOEMBED "noembed" NOFRAMES "noframes"
    NOSCRIPT "noscript" OBJECT "object" OL "ol" OPTGROUP "optgroup" OPTION "option" OUTPUT "output" P "p"
    PARAM "param" PICTURE "picture" PLAINTEXT "plaintext" PRE "pre" PROGRESS "progress" Q "q" RB "rb" RBC "rbc"
    RP "rp" RT "rt" RTC "rtc" RUBY "ruby" S "s" SAMP "samp" SCRIPT "script" SEARCH "search" SECTION "section"
    SELECT "select" SHADOW "shadow" SLOT "slot" SMALL "small" SOURCE "source" SPACER "spacer" SPAN "span"
    STRIKE "strike" STRONG "strong" STYLE "style" SUB "sub" SUMMARY "summary" SUP "sup" SVG "svg" TABLE "table"
    TBODY "tbody" TD "td" TEMPLATE "template" TEXTAREA "textarea" TFOOT "tfoot" TH "th" THEAD "thead" TIME "time"
    TITLE "title" TR "tr" TRACK "track" TT "tt" U "u" UL "ul" VAR "var" VIDEO "video" WBR "wbr" XMP "xmp"
    CLASS "class" ID "id" HREF "href" REL "rel" HIDDEN "hidden" FALLBACK "fallback" PLACEHOLDER "placeholder"
    NAME "name" PROPERTY "property" ITEMPROP "itemprop" TYPE "type" DATETIME "datetime" VALUE "value" SRC "src"
    ALT "alt" DATA_TESTID "data-testid" DATA_CY "data-cy" DATA_INSTGRM_PERMALINK "data-instgrm-permalink"
    DATA_BLUESKY_URI "data-bluesky-uri" DATA_TEXT_POST_PERMALINK "data-text-post-permalink"
    DATA_EMBED_URL "data-embed-url" DATA_TELEGRAM_POST "data-telegram-post" DATA_TWEET_ID "data-tweet-id"
    CHECKED "checked" COMPACT "compact" DECLARE "declare" DEFER "defer" DISABLED "disabled" ISMAP "ismap"
    MULTIPLE "multiple" NOHREF "nohref" NORESIZE "noresize" NOSHADE "noshade" NOWRAP "nowrap"
    READONLY "readonly" SELECTED "selected"
}

/// Elements, the first of the known names; attributes follow.
const ELEMENTS: usize = 149;

/// Which open elements end where a tag begins, if they are the innermost: `new: old old`.
#[rustfmt::skip]
static CLOSES: &[(&str, &str)] = &[
    ("a", "a head"),
    ("abbr acronym b bdo big br cite code dfn em font i iframe img kbd map q s samp small span", "head"),
    ("strike strong sub sup tt u var", "head"),
    ("address menu pre", "head p ul"),
    ("blockquote body dir div frameset h1 h2 h3 h4 h5 h6 hr listing ol xmp", "head p"),
    ("caption head title", "p"),
    ("center", "b font head i p"),
    ("col", "caption p"),
    ("colgroup", "caption colgroup p"),
    ("dd dl", "address dir dt head listing menu p pre"),
    ("dt", "address dd dir head listing menu p pre"),
    ("fieldset", "a h1 h2 h3 h4 h5 h6 head legend listing p pre"),
    ("form", "address dir dl form h1 h2 h3 h4 h5 h6 head listing menu ol p pre ul"),
    ("li", "address dl h1 h2 h3 h4 h5 h6 head li listing p pre"),
    ("optgroup option", "option"),
    ("p", "b big h1 h2 h3 h4 h5 h6 head i p s small strike tt u"),
    ("table", "a h1 h2 h3 h4 h5 h6 head listing p pre"),
    ("tbody", "caption colgroup p tbody td tfoot th thead tr"),
    ("td th", "a b font i p span td th u"),
    ("tfoot", "caption colgroup p tbody td th thead tr"),
    ("thead", "caption colgroup"),
    ("tr", "caption colgroup p td th tr"),
    ("ul", "address dir head listing menu p pre"),
];

static VOID: &str = "area base basefont br col frame hr img input isindex link meta param";
/// Elements that make a `<head>` where there is none yet.
static OF_HEAD: &str = "base link meta script style title";
/// Elements that make neither a `<head>` nor a `<body>`.
static OF_FRAMES: &str = "frame frameset noframes";
static RAW: &str = "iframe noembed noframes style xmp";
static TEXT_ONLY: &str = "textarea title";
/// How strong an end tag is: it ends only what is not stronger. All others are 0.
static STRENGTH: &[(&str, u8)] =
    &[("div", 1), ("td th", 2), ("tr", 3), ("tbody tfoot thead", 4), ("table", 5), ("body head", 6), ("html", 7)];

/// What stands between the tags of an element.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Content {
    Markup,
    /// Text with character references, up to the end tag.
    Text,
    /// Text as it is, up to the end tag.
    Raw,
    Script,
    /// Text as it is, up to the end of the page.
    Plain,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Head,
    Body,
    Frames,
}

/// Whether an attribute without a value says its name.
pub fn is_boolean(name: Name) -> bool {
    (CHECKED..=SELECTED).contains(&name)
}

#[derive(Clone, Copy)]
pub struct Kind {
    pub void: bool,
    pub content: Content,
    pub place: Place,
    pub strength: u8,
    closes: u16, // which row of `Kinds::closes`, or none
}

const NO_ROW: u16 = u16::MAX;
const UNKNOWN: Kind = Kind { void: false, content: Content::Markup, place: Place::Body, strength: 0, closes: NO_ROW };

pub struct Kinds {
    kinds: Vec<Kind>,
    closes: Vec<[bool; ELEMENTS]>,
}

impl Kinds {
    pub fn of(&self, name: Name) -> Kind {
        self.kinds.get(name as usize).copied().unwrap_or(UNKNOWN)
    }

    /// Whether an open element ends where one of another name begins.
    pub fn closes(&self, new: Kind, old: Name) -> bool {
        new.closes != NO_ROW && (old as usize) < ELEMENTS && self.closes[new.closes as usize][old as usize]
    }
}

/// The number of a name that all pages share.
pub fn shared(text: &str) -> Option<Name> {
    KNOWN.iter().position(|x| *x == text).map(|x| x as Name)
}

fn number(text: &str) -> usize {
    KNOWN.iter().position(|x| *x == text).expect("a known name")
}

pub fn kinds() -> &'static Kinds {
    static KINDS: OnceLock<Kinds> = OnceLock::new();
    KINDS.get_or_init(|| {
        let mut made = Kinds { kinds: vec![UNKNOWN; ELEMENTS], closes: Vec::new() };
        let mut each = |names: &str, change: &dyn Fn(&mut Kind)| {
            names.split(' ').for_each(|x| change(&mut made.kinds[number(x)]));
        };
        each(VOID, &|x| x.void = true);
        each(OF_HEAD, &|x| x.place = Place::Head);
        each(OF_FRAMES, &|x| x.place = Place::Frames);
        each(RAW, &|x| x.content = Content::Raw);
        each(TEXT_ONLY, &|x| x.content = Content::Text);
        each("script", &|x| x.content = Content::Script);
        each("plaintext", &|x| x.content = Content::Plain);
        for (names, strength) in STRENGTH {
            each(names, &|x| x.strength = *strength);
        }
        for (row, (new, _)) in CLOSES.iter().enumerate() {
            each(new, &|x| x.closes = row as u16);
        }
        for (_, old) in CLOSES {
            let mut row = [false; ELEMENTS];
            old.split(' ').for_each(|x| row[number(x)] = true);
            made.closes.push(row);
        }
        made
    })
}

// -- the names of one page ---------------------------------------------------------------------------------

const SLOTS: usize = 2048;
const MOST: usize = SLOTS / 2; // different names on a page; no real one has a third of it
const FREE: Name = Name::MAX;

#[derive(Clone)]
pub struct Table {
    slots: Vec<Name>,
    others: Vec<Box<str>>,
}

pub fn hash(text: &[u8]) -> usize {
    let word = |bytes: &[u8]| bytes.iter().fold(0u64, |all, &x| all << 8 | u64::from(x));
    let (first, rest) = text.split_at(text.len().min(8));
    let last = &rest[rest.len() - rest.len().min(8)..];
    let mixed = (word(first) ^ word(last).rotate_left(23) ^ text.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 40) as usize
}

impl Table {
    pub fn new() -> Table {
        static BEGUN: OnceLock<Table> = OnceLock::new();
        let begun = BEGUN.get_or_init(|| {
            let mut table = Table { slots: vec![FREE; SLOTS], others: Vec::new() };
            for (name, text) in KNOWN.iter().enumerate() {
                let slot = table.find(text.as_bytes());
                table.slots[slot] = name as Name;
            }
            table
        });
        begun.clone()
    }

    /// The slot of a name, or the free one for it. Half of the slots are free, so there is one.
    fn find(&self, text: &[u8]) -> usize {
        let mut slot = hash(text) % SLOTS;
        while self.slots[slot] != FREE && self.str(self.slots[slot]).as_bytes() != text {
            slot = (slot + 1) % SLOTS;
        }
        slot
    }

    /// The number of a name; None if the page has too many of them.
    pub fn intern(&mut self, text: &[u8]) -> Option<Name> {
        let slot = self.find(text);
        if self.slots[slot] == FREE {
            let count = self.count();
            if count >= MOST {
                return None;
            }
            self.slots[slot] = count as Name;
            self.others.push(std::str::from_utf8(text).ok()?.into());
        }
        Some(self.slots[slot])
    }

    /// The number of a name if the page has it.
    pub fn known(&self, text: &str) -> Option<Name> {
        let name = self.slots[self.find(text.as_bytes())];
        (name != FREE).then_some(name)
    }

    /// How many names there are; each is less than that.
    pub fn count(&self) -> usize {
        KNOWN.len() + self.others.len()
    }

    pub fn str(&self, name: Name) -> &str {
        KNOWN.get(name as usize).copied().unwrap_or_else(|| &self.others[name as usize - KNOWN.len()])
    }
}
