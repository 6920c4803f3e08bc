"""Merdeka, merdeka.com: a general news portal of the publisher KLY, on templates of its own.

Known from real pages: the mobile template of 2021, which contains all parts of a split article and hides
those after the first; and from a mirror of July 2026, whose pages contain all parts too. The other templates are known
only from public scrapers. robots.txt bars every ``?``: of a channel's list only the first page can be had, older
articles by the day's index, whose pages differ by path, and further pages of the desktop template not at all.
"""

from extractors.rules import ADS, Capture, Dateline, Feed, Index, Layout, Outlet, Pages, Rubric, Sitemap

CHANNELS = tuple(
    "peristiwa politik uang dunia trending gaya sehat jabar jateng jatim sumut teknologi".split()
)

MERDEKA = Outlet(
    name="merdeka",
    title="Merdeka.com",
    domains=("merdeka.com",),
    names=("Merdeka",),
    articles=(
        "/[amp/]{channel}/{slug}.html",
        "/[amp/]{channel}/read/{id}/{slug}",
    ),  # the second since about 2025
    examples=(
        "https://www.merdeka.com/peristiwa/panen-garam-di-rembang.html",
        "https://www.merdeka.com/peristiwa/read/6412345/panen-garam-di-rembang",
    ),
    not_articles={
        "index page": r"^https?://[^/]+(?:/[a-z0-9-]+)?/?(?:[?#]|$)|^https?://[^/]+/(?:amp/)?(?:indeks-berita|reporter|author|editor|company|quran|profil)/",
        "video page": r"^https?://[^/]+/video/|^https?://video\.",
        "photo gallery": r"^https?://[^/]+/(?:foto|slideshow)/",
    },
    canonical=((r"^https?://(?:m\.|www\.)?merdeka\.com/(?:amp/)?", "https://www.merdeka.com/"),),
    discover=(
        Sitemap("https://www.merdeka.com/sitemap.xml"),  # it lists a news sitemap for each channel
        Feed("https://www.merdeka.com/rss/"),
        Index(
            "https://www.merdeka.com/indeks-berita/{date:%Y/%m/%d}/",
            more="https://www.merdeka.com/indeks-berita/{date:%Y/%m/%d}/index{page}.html",
            item="ul.mdk-idn-nd-centlist > li",
            links="a",
            date="span",
        ),
        Rubric(
            "https://www.merdeka.com/{channel}",
            channels=CHANNELS,
            item="li.article__item, .box-news li",
            links="a.article__title, .item-title a",
        ),
    ),
    dateline=Dateline("Merdeka.com", place=True),
    common=Layout(
        drop=(ADS, ".read-too, .page-number"),
        desk_code=r"\s*\((?i:mdk)(?:\s?/\s?[\w.]{1,8}){0,3}\)\.?$",  # at the end of a list no period precedes it
    ),
    layouts=(
        Layout(
            "mobile",
            years="2021",
            when=".mdk-news-head",
            headline=".mdk-news-head h1",
            published=".mdk-date-reporter > span:first-child",
            byline=".mdk-date-reporter > span:not(:first-child)",
            section=".mdk-date-reporter > span:first-child a",
            caption=".mdk-news-img-copyright, .imageinfo",
            body=".mdk-body-paragraph",  # the parts after the first are inside it, hidden
            keywords=".tag__list li",
            local_dates=True,  # "-07:00" is WIB
        ),
        Layout(
            "desktop",
            years="2014–2022 (unverified)",
            when=".mdk-dt-headline",
            headline=".mdk-dt-headline h1",
            published=".date-post",
            byline=".reporter",
            section=".mdk-breadcrumb a",
            caption=".mdk-dt-img-copyright, .imageinfo",
            body=".mdk-body-paragraph, .mdk-body-paragpraph",  # misspelled by the outlet until about 2017
            keywords=".tag__list li, .mdk-dt-tag a",
            local_dates=True,
            pages=Pages(query="page", links=".page-number a", whole="all"),
        ),
        Layout(
            "2026",
            years="2026 (mirror)",
            headline=".articles-content__title",
            deck=".articles-content__sinopsis",
            byline=".articles-content__header [data-tracking=author_name]",
            section=".breadcrumb-navigation li",
            caption=".articles-content__image figcaption",
            body=".articles-content__body",  # all parts on one page, marked by div.page-break
            read_also='.articles-content__body > div:has(> a[aria-label^="Link baca juga"])',
            keywords=".tags-articles__list a",
            drop=(".advertisement-placeholder",),
        ),
        Layout(
            "article",
            years="2023–2025 (unverified)",
            headline="h1.article-title",
            published=".article time",
            byline=".dt--postcredit-editor-desc",
            section=".breadcrumb a",
            caption="figcaption",
            body=".article",
            keywords=".box-list--related .box-list-item a",
            until=".section--postcredit",
            drop=(".box-list--related",),
            local_dates=True,
        ),
    ),
    capture=Capture(
        related=("TOPIK TERKAIT", "TRENDING"),
        chrome=(r"Baca Selanjutnya:.*", r"Halaman", r"Ingatlah untuk menjaga komentar\b.*"),
    ),
)
