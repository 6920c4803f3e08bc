"""What comes from outside, as hypothesis makes it up: pages, captures, dates, addresses, lists, archives, recordings.

Each strategy gives mostly things that are nearly right: from fragments of the real ones, put together anyhow. What
is random from end to end is refused at the first byte and proves little.
"""

from __future__ import annotations

import gzip
import json

import yaml
from hypothesis import strategies as st

from extractors import OUTLETS
from tests.fuzz.grammar import planted
from tests.fuzz.mutations import CHARACTERS, LINES

# any characters, surrogates and controls among them
TEXTS = st.one_of(st.text(max_size=60), st.sampled_from((*LINES, *CHARACTERS)))
SENTENCES = st.sampled_from(
    (
        "Harga bawang putih di pasar induk naik lagi pada Senin pagi, kata seorang pedagang di sana.",
        "“Kami menunggu panen,” ujar Siti Aminah, ketua kelompok tani, Selasa (5/8/2024).",
        "JAKARTA, KOMPAS.com - Pemerintah menyiapkan cadangan beras.",
        "Pasar itu sepi.",
    )
)

# -- pages -------------------------------------------------------------------------------------------------------

TAGS = "p div span a b strong i br h1 h2 h3 ul li ol blockquote table tr td figure figcaption script style section main".split()
_CLASSES = sorted(
    {
        word
        for outlet in OUTLETS.values()
        for layout in outlet.layouts
        for css in (layout.when, layout.headline, layout.body, layout.published, layout.caption)
        for word in (css or "").replace(".", " .").replace(">", " ").replace(",", " ").split()
        if word[:1] == "." and word[1:].replace("-", "").replace("_", "").isalnum()
    }
)
ATTRIBUTES = st.one_of(
    st.sampled_from(_CLASSES).map(lambda name: f'class="{name[1:]}"'),
    st.sampled_from(("hidden", 'style="display: none"', 'itemprop="articleBody"', 'href="/x?page=2"', 'href="http://["', "=", '"')),
    st.text(max_size=20),
)  # fmt: skip


@st.composite
def elements(draw: st.DrawFn) -> str:
    """An element, mostly closed, with anything in it."""
    tag = draw(st.sampled_from(TAGS))
    inner = draw(st.lists(st.one_of(SENTENCES, TEXTS, elements()), max_size=4))
    end = f"</{tag}>" if draw(st.integers(0, 5)) else ""
    return f"<{tag} {' '.join(draw(st.lists(ATTRIBUTES, max_size=2)))}>{''.join(inner)}{end}"


JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        TEXTS,
        st.sampled_from(("NewsArticle", "BreadcrumbList", "2024-08-05T17:45:00Z")),
    ),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(("@type", "@graph", "mainEntity", "headline", "author", "name", "datePublished", "itemListElement", "item", "isAccessibleForFree", "description")),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)  # fmt: skip


@st.composite
def pages(draw: st.DrawFn) -> str:
    """A page with a head that says anything, and a body of any elements."""
    title = draw(TEXTS)
    script = json.dumps(draw(JSON))
    meta = f'<meta property="{draw(st.sampled_from(("og:title", "article:published_time", "og:url", "author")))}" content="{draw(TEXTS)}">'
    body = "".join(draw(st.lists(elements(), max_size=8)))
    return f'<html><head><title>{title}</title>{meta}<script type="application/ld+json">{script}</script></head><body>{body}</body></html>'


# a page of the grammar: chance is hypothesis' own, so that it can look for the least that breaks
PLANTED = st.randoms(use_true_random=False).map(planted)

ENCODINGS = st.one_of(
    st.none(),
    st.sampled_from(("utf-8", "latin-1", "utf-16", "iso2022_jp", "rot13", "idna", "hz", "x")),
    st.text(max_size=8),
)

# -- captures ------------------------------------------------------------------------------------------------------

CAPTURES = st.lists(
    st.one_of(
        SENTENCES,
        TEXTS,
        st.just(""),
        st.builds("{}{}".format, st.sampled_from(("# ", "## ", "  • ", "- ", "> ", "**", "![](/x) ", "1. ", "| ")), TEXTS),
    ),
    max_size=25,
).map("\n".join)  # fmt: skip
OUTLET_NAMES = st.sampled_from(sorted(OUTLETS))

# -- dates and addresses ---------------------------------------------------------------------------------------------

DATES = st.lists(
    st.one_of(
        st.sampled_from("Senin Jumat Jum'at 05 5 31 32 Agustus Agu August 2024 1901 24 / - , . : 17:45 25:61 WIB WITA +07:00 Z T pukul jam lalu kemarin 10 menit yang".split()),
        st.integers(-10, 99_999).map(str),
        TEXTS,
    ),
    max_size=12,
).flatmap(lambda parts: st.sampled_from((" ", "", "  ", "\u00a0")).map(lambda gap: gap.join(parts)))  # fmt: skip
HOSTS = st.one_of(
    st.sampled_from(
        sorted({domain for outlet in OUTLETS.values() for domain in outlet.domains} | {"evil.example", "jpnn.com.evil.example", "www.jpnn.com@evil.example", "[::1]", "[", "xn--x", "jрnn.com"})
    ),
    st.text(max_size=12),
)  # fmt: skip
URLS = st.one_of(
    st.builds(
        "{}{}{}{}".format,
        st.sampled_from(("https://", "http://", "HTTPS://", "//", "ftp://", "javascript:", "")),
        HOSTS,
        st.sampled_from(("", "/", "/news/judul-berita", "/read/123/judul", "/../..", "/%2e%2e/", "\\", ":99999/", ":x")),
        st.sampled_from(("", "?page=2", "?page=all&utm_source=x", "#x", "?" + "a&" * 50)),
    ),
    st.text(max_size=60),
)  # fmt: skip

# -- sitemaps and feeds --------------------------------------------------------------------------------------------

_XML = st.sampled_from(
    [
        part.encode()
        for part in (
            '<?xml version="1.0" encoding="UTF-8"?>', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">', "</urlset>",
            "<sitemapindex>", "</sitemapindex>", "<url>", "</url>", "<sitemap>", "</sitemap>", "<rss>", "<channel>", "</rss>",
            "<item>", "</item>", "<entry>", "</entry>", "<feed>", "<loc>https://www.jpnn.com/news/x</loc>", "<loc>", "</loc>",
            "<link>https://www.jpnn.com/news/y</link>", '<link href="/z"/>', "<lastmod>2024-08-05</lastmod>", "<pubDate>", "</pubDate>",
            "<title><![CDATA[", "]]></title>", "<!--", "-->", "<!DOCTYPE x [", '<!ENTITY a "ha">', '<!ENTITY b SYSTEM "file:///etc/passwd">',
            "]>", "&a;", "&b;", "&amp;", "&#0;", "&#xD800;", "<news:title>", "<image:loc>x</image:loc>", "<guid>https://a/b</guid>",
        )
    ]
)  # fmt: skip
LISTS = st.lists(st.one_of(_XML, st.binary(max_size=20)), max_size=40).map(b"".join)
PACKED_LISTS = st.one_of(LISTS, LISTS.map(gzip.compress), LISTS.map(lambda body: gzip.compress(body)[:-9]))

# -- archives and recordings -----------------------------------------------------------------------------------------


@st.composite
def warcs(draw: st.DrawFn) -> bytes:
    """A WARC of a few records whose fields are nearly right, each packed or all of it not, perhaps cut."""
    records = []
    for _ in range(draw(st.integers(0, 4))):
        body = draw(st.one_of(st.just(b"<h1>Judul</h1>"), st.binary(max_size=60)))
        http = draw(st.sampled_from((b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 x\r\n", b"", b"\x00\r\n")))
        extra = draw(st.sampled_from((b"Content-Type: text/html\r\n", b"Content-Encoding: gzip\r\n", b"Transfer-Encoding: chunked\r\n", b": \r\n", b"x\r\n")))  # fmt: skip
        block = http + extra + b"\r\n" + body
        length = draw(st.sampled_from((len(block), len(block), len(block), 0, len(block) + 5, -1, 10**12)))
        kind = draw(st.sampled_from(("response", "response", "revisit", "warcinfo", "request", "x", "")))
        url = draw(
            st.sampled_from(
                ("https://www.jpnn.com/news/x", "http://[", "", "<https://a/b>", "../../x", "\x1b[31m")
            )
        )
        date = draw(st.sampled_from(("2024-08-05T10:00:00Z", "x", "", "9999-99-99T00:00:00Z")))
        head = f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\nWARC-Record-ID: <urn:uuid:{draw(st.integers(0, 9))}>\r\nContent-Length: {length}\r\n\r\n"
        records.append(head.encode() + block + draw(st.sampled_from((b"\r\n\r\n", b"\r\n\r\n", b"", b"x"))))
    data = b"".join(map(gzip.compress, records) if draw(st.booleans()) else records)
    return data[: draw(st.integers(0, len(data)))] if draw(st.integers(0, 3)) == 0 else data


_YAML = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.binary(max_size=8)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
_INTERACTIONS = st.fixed_dictionaries(
    {},
    optional={
        "request": st.one_of(
            st.fixed_dictionaries(
                {
                    "method": st.just("GET"),
                    "uri": st.one_of(URLS, _YAML),
                    "body": st.none(),
                    "headers": st.just({}),
                }
            ),
            _YAML,
        ),
        "response": st.one_of(
            st.fixed_dictionaries(
                {
                    "status": st.one_of(st.just({"code": 200, "message": "OK"}), _YAML),
                    "headers": st.one_of(st.just({"Content-Type": ["text/html"]}), _YAML),
                    "body": st.one_of(st.just({"string": "<p>x</p>"}), _YAML),
                }
            ),
            _YAML,
        ),
    },
)
CASSETTES = st.one_of(
    st.lists(st.one_of(_INTERACTIONS, _YAML), max_size=3)
    .map(lambda items: yaml.safe_dump({"interactions": items, "version": 1}, allow_unicode=False))
    .map(str.encode),
    _YAML.map(lambda data: yaml.safe_dump(data).encode()),
    st.sampled_from(
        (
            b"!!python/object/apply:os.system ['true']\n",
            b"a: &a [x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\ninteractions: [*b,*b,*b,*b]\n",
            b"{" * 5_000,
            b"[" * 5_000 + b"]" * 5_000,
            b"interactions: [<<: *x]",
            b"\xff\xfe",
            b"interactions:\n- &x {request: *x}\n",
        )
    ),
    st.binary(max_size=200),
)  # fmt: skip
