"""The native reader's tree is the one that lxml makes of the same bytes."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest

from tests.fuzz.readers import lxml_tree, native_tree, tree_difference

# All elements that HTML has or had, and one that it never had.
NAMES = (
    "a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body br button "
    "canvas caption center cite code col colgroup command data datalist dd del details dfn dialog dir div dl dt em embed "
    "fieldset figcaption figure font footer form frame h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe image img input "
    "ins isindex kbd keygen label legend li link listing main map mark marquee math menu menuitem meta meter nav nobr noembed "
    "noframes noscript object ol optgroup option output p param picture plaintext pre progress q rp rt ruby s samp script "
    "section select slot small source span strike strong style sub summary sup svg table tbody td template textarea tfoot th "
    "thead time title tr track tt u ul var video wbr xmp x-tidak-ada"
).split()


def same(page: str | bytes) -> None:
    data = page.encode() if isinstance(page, str) else page
    assert not isinstance(native_tree(data), str), (page, native_tree(data))
    assert tree_difference(data) == "", page


def test_each_tag_in_and_behind_each_other_one() -> None:
    for one, other in product(NAMES, NAMES):
        for page in (f"<{one}>1<{other}>2</{one}>3</{other}>4", f"<div><{one}>1</{other}>2<td><{one}/>3<p>4"):
            assert tree_difference(page.encode()) == "", page


@pytest.mark.parametrize(
    "page",
    [
        # what nobody wrote
        "a", "<p>a", "<title>x</title>a", "<html>\n<head>\n<title>x</title>\n</head>\n<body>\n<p>x</p>\n</body>\n</html>\n",
        "  \n<div>a", "<html> a", "<head> a", "<html><!-- x --> <head></head> <body>", "<head>x</head>y<head>z", "<html>&nbsp;a",
        "<html>&#32;&#10;a", "<html>\x0b a", "<head><article></head>x", "<head><article><body><i>a</article>b", "<b><html><i>",
        # ends
        "<html><body>a</body>b</html>c", "<html><body>a</body><div>b</div></html><p>c", "<html><html>a</html>b<p>",
        "<body>a</body><head>b<title>c</title></head>d", "<body>a</body><link>", "</p>a", "<div></p>x</div>", "</br>x",
        "<div><p>a</div>b</p>c", "<span><div></span>x</div>y", "<p>a</p x='>'>b", "<p>a</P >b", "<p>a</p", "a</>b</ c>d</1>e",
        # tags that close themselves
        "<div/>a", "<br/>a<br>b</br>c", "<script/>a</script>b", "<body/>x", "<html/>x", "<div><body/>x", "<a/ b>c", "<a b=c/>d",
        # attributes
        "<html a=1><html a=2 b=3><body c=1><body c=2 d=3>", "<div a=1 A=2 a>", "<p =a>", "<p a==b>", "<p a/b=c>", "<p a = b>x",
        "<p 'a\"b<c>x", "<p a=\"b", "<p a='b>c", "<P CLASS=X>y</P>", "<x:y z:a=1>t</x:y>", "<p\x0ca=1\r\nb=2>\r\nx\ry", "<a=b>c",
        "<p a=\"x\r\ny\rz\n\tw\">", "<p a=''''>x", "<p a=`b c`>x", "<a É=1>x", "<aé>x", "<p defer>", "<p Readonly async>",
        # character references
        "&notit; &copy &copyx &amp;amp &#0;&#x80;&#xD800;&#1114112; &bogus; &", "<p>&#</p>&#x</p>&#x;&#1234567890123;x",
        "<p a='x&amp;y' b=x&ampy c=\"&amp=1\" d=&copy; e=&notit; f=&copyx>", "<p a='&#x41'b>", "<p a='&lt x&notin;&notinx'>",
        "<p>&notin&notin;", "<p>&#1;&#13;&#x7f;&#x9f;&#xfffe;", "&NotEqualTilde;",
        # comments and declarations
        "x<!-->y<!--->z<!-- a --!>b<!-- c", "<!--a--b--!c--!>d", "a<!b>c", "a<?b>c", "<p>a<!doctype x>b", "<![CDATA[a]]>b",
        "<!DOCTYPE html PUBLIC '>' x>a", "<!DOCTYPE>a", "a<!-", "a<", "a</", "a< b", "<1>x", "<é>x",
        # text that is no markup
        "<script>a<b></b></script>x", "<script><!-- <script> </script> --></script>x", "<script><!--><script></script>c",
        "<script><!---><script></script>c", "<script><!--<script>--></script>c", "<script><!-- <scriptx></script>c",
        "<script>a</scriptx></script/>b", "<script>abc", "<style><!-- </style>c --></style>d", "<title>a<b>&amp;</titlex></title>b",
        "<textarea>\na<b>&amp;</textarea>x", "<iframe>a<b>c</b></iframe>x", "<plaintext>a&amp;</plaintext>", "<noframes>x</noframes><p>",
        "a\x0cb\x01\x1b\x7f\x85", "<p>a\r\r\n\nb\r", "\ufeff<p>a",
    ],
)  # fmt: skip
def test_what_pages_get_wrong(page: str) -> None:
    same(page)


@pytest.mark.parametrize(
    ("page", "why"),
    [
        ("<div>" * 70 + "a", "its elements are nested too deep"),
        ("<p " + " ".join(f"a{n}" for n in range(600)) + ">", "a tag has too many attributes"),
        ("".join(f"<x{n}>" for n in range(2000)), "its elements are nested too deep"),
        ("".join(f"<x{n}/>" for n in range(2000)), "it has too many names"),
        (f"<{'x' * 200}>", "a name is too long"),
        ("<frameset><frame></frameset>", "it is made of frames"),
        (b"<p>\xff</p>", "the page is no UTF-8"),
        ("<!-- -->", "there is no element"),
        ("", "there is no element"),
    ],
)
def test_what_is_left_to_lxml(page: str | bytes, why: str) -> None:
    assert native_tree(page.encode() if isinstance(page, str) else page) == why


@pytest.mark.parametrize("seed", range(4))
def test_soups_of_tags(seed: int) -> None:
    chance = Random(seed)
    bits = (
        *(f"<{name}>" for name in NAMES),
        *(f"</{name}>" for name in NAMES),
        *"<p>|<div>|<td>|<b>|</p>|</div>|</td>|</b>|</body>|<a x='&amp;y'>|<i/>|x|y z| |\n|&amp;|&nbsp|<!--c-->|<!x>|\r\n|<|&|</".split(
            "|"
        ),
    )
    for _ in range(1_500):
        page = "".join(chance.choices(bits, k=chance.randint(1, 15)))
        assert tree_difference(page.encode()) == "", page


def test_a_text_in_many_parts_is_one() -> None:
    page = b"<p>a<!-- -->&amp;<!-- -->b<!x>\r\nc<b></b>d<!-- -->e"
    assert native_tree(page) == lxml_tree(page)
    assert [row[2:4] for row in lxml_tree(page) or []][-2:] == [("a&b\nc", ""), ("", "de")]
