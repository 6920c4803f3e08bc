"""KapanLagi, kapanlagi.com: entertainment news, since 2003."""

from extractors.rules import Dateline, Feed, Layout, Outlet

KAPANLAGI = Outlet(
    name="kapanlagi",
    title="KapanLagi.com",
    domains=("kapanlagi.com",),
    hosts="www musik",
    names=("KapanLagi", "KapanLagi.com®"),
    articles=r"https?://(?:[a-z]+\.)?kapanlagi\.com/(?:[a-z0-9_-]+/){0,4}[^/?#]+-[0-9a-f]{6}\.html",
    examples=("https://www.kapanlagi.com/showbiz/selebriti/panen-penonton-di-solo-1a2b3c.html",),
    not_articles={
        "tag page": r"^https?://[^/]+/(?:tag/|ragam/tag-populer/[^/]+\.html)",
        "photo gallery": r"^https?://[^/]+/foto/",
        "video page": r"^https?://[^/]+/video/",
    },
    canonical=((r"^https://(?:m\.)?kapanlagi\.com/", "https://www.kapanlagi.com/"),),
    id=r"-([0-9a-f]{6})\.html",
    discover=(Feed("https://www.kapanlagi.com/feed/", seen="2026-02"),),
    dateline=Dateline("Kapanlagi.com", "KapanLagi.com®", "Kapanlagi Plus", place=True),
    layouts=(
        # named by public scrapers of 2025 and of 2022
        Layout(
            "header",
            years="2025– (unverified)",
            headline="h1.detail__header_title",
            published="time.headermetabox-datetime-text",
            byline="a.headermetabox-author-name",
            section=".breadcrumb a",
            caption="figcaption, .entertainment-newsdetail-image-caption",
            body=".main-content",
            drop=(".link-pagging-warper, .paging-related, .lifestyle-in-content",),
        ),
        Layout(
            "trial",
            years="2022 (unverified)",
            when=".body-paragraph.mainpart",
            headline="h1",
            published=".newsdetail-schedule-new, time",
            byline=".author-name",
            caption=".entertainment-newsdetail-image-caption",
            body=".body-paragraph.mainpart",
            drop=(".link-pagging-warper, .paging-related, .lifestyle-in-content",),
        ),
        Layout(
            "newsdetail",
            years="2015–2017",
            headline="#newsdetail-right-new h1",
            scope="#newsdetail-right-new",
            published=".newsdetail-schedule-new",
            section=".newsdetail-categorylink",
            keywords=".v7-tags-terkait-warper li a",
            caption="[class$=newsdetail-headlineimg], [class$=newsdetail-image-caption]",
            body=".entertainment-detail-news, #v6-revb-detailnews",
            read_also='a[onclick*="Insert Link"]',
            drop=(".lifestyle-in-content, #content-video-related",),
        ),
    ),
)
