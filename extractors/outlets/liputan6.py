"""Liputan6, liputan6.com: the news portal of SCTV, on the templates of its publisher (KLY).

Known from real pages: the desktop templates of 2016 and 2020 and the mobile one of 2021 and 2022. Additions to
the desktop template since about 2024 are known only from public scrapers.
"""

from extractors.families.kly import DESKTOP
from extractors.rules import Capture, Dateline, Feed, Index, Layout, Outlet, Rubric, Sitemap, Tag

CHANNELS = tuple(
    "news bisnis saham crypto bola showbiz tekno health lifestyle otomotif global regional cek-fakta citizen6"
    " hot islami surabaya disabilitas".split()
)
# title of an infographic whose caption repeats it
ANNOUNCED = '.article-content-body__item:not(:has(.article-raw-content)) > h2:contains("Infografis")'

LIPUTAN6 = Outlet(
    name="liputan6",
    title="Liputan6.com",
    domains=("liputan6.com",),
    names=("Liputan6", "liputan6.com"),
    articles=("/[{channel}/]read/{id}/{slug}", "/amp/{id}/{slug}"),
    examples=("https://www.liputan6.com/news/read/4123456/panen-garam-di-rembang",),
    no_articles_on=("video", "photo", "tv", "stories"),
    not_articles={
        "index page": (
            r"^https?://[^/]+(?:/(?!read/|amp/|tag/|photo\b|video\b|tv\b|streaming\b|search\b)[a-z0-9-]+){0,2}/?(?:[?#]|$)"
            r"|^https?://[^/]+/(?:[a-z0-9-]+/)?indeks\b"
        ),
        "video page": r"^https?://[^/]+/(?:video|tv|streaming)(?:/|$)",
        "photo gallery": r"^https?://[^/]+/photo(?:/|$)",
    },
    gives_away={
        "video page": 'script:contains(\'"type":"VideoGallery"\')',
        "photo gallery": 'script:contains(\'"type":"PhotoGallery"\')',
    },
    canonical=((r"^https://m\.(?!liputan6\.com/amp/)", "https://www."),),
    discover=(
        Sitemap("https://www.liputan6.com/sitemap.xml"),
        Feed("https://feed.liputan6.com/rss/{channel}", channels=CHANNELS),
        Index(
            "https://www.liputan6.com/indeks/{date:%Y/%m/%d}?page={page}",
            item="article.articles--rows--item",
            links="a.articles--rows--item__title-link",
            date=".articles--rows--item__time",
            browser=True,
        ),
        Rubric(
            "https://www.liputan6.com/{channel}",
            channels=CHANNELS,
            item=".headline--bottom-slider__item, .articles--iridescent-list article",
            links="h4 a, a",
            date="time",
        ),
        Tag(
            "https://www.liputan6.com/tag/{tag}?type=text&page={page}",
            item="article",
            links="h4 a",
            date="time",
        ),
    ),
    dateline=Dateline("Liputan6.com", place=True),
    common=Layout(
        read_also=".baca-juga, .baca-juga-collections",
        drop=(".article-ad, .seamless-ads, .breaking-news, .article-content-body__load-more",),
        # "(Dio/Ysl)": initials of the writer and the editor, each with a capital
        desk_code=r"(?:^|(?<=[.!?”\"’'])\s*)\([A-Z][A-Za-z]{1,4}(?:\s?/\s?[A-Z*][A-Za-z]{0,4}){0,3}\)\.?$",
    ),
    layouts=(
        Layout(
            "mobile",
            years="2021",
            headline=".article-header__title",
            published=".article-header__datetime",
            modified=".article-header__modified-time",
            byline=".article-header__author-link",
            editors='.article-credits__item:has([class$=role]:contains("Editor")) .article-credits__item-name',
            section=".breadcrumb--item",
            caption=".article-photo-gallery--item__description",
            body=".article-content-body",
            keywords=".tags--topics--item__link",
            drop=(
                ".article-photo-gallery--item__content, .article-video-gallery--item",
                ".article-content-body__break",
                ANNOUNCED,
            ),
        ),
        DESKTOP,
        Layout(
            "2016",
            headline=".read-page--header__title",
            deck=".read-page--header__subtitle",
            published=".read-page--header__datetime",
            byline=".read-page--header__author .fn .fn, .read-page--header__author > .fn:not(:has(.fn))",
            editors="#credits_editor + li .read-page--credits__name",
            section=".read-page--breadcrumb--item",
            caption=".read-page--photo-gallery--item__caption",
            body=".read-page__content-body",
            keywords=".read-page--tags__link",
        ),
    ),
    capture=Capture(
        related=("Berita Terkini Selengkapnya", "Topik Populer", "Populer"),
        chrome=(
            r"Perbesar",
            r"Scroll down untuk melanjutkan membaca",
            r"\d+ dari \d+ halaman",
            r"Lanjutkan Membaca ↓?",
            r"Diperbarui\b.*",
            r"Copy Link|Batalkan|Advertisement",
        ),
    ),
)
