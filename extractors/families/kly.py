"""KLY, the publisher of Liputan6: Fimela, Bola.com and others have its template; KapanLagi has one of its own."""

from extractors.rules import ADS, Capture, Family, Layout, Rubric, Sitemap

DESKTOP = Layout(
    "desktop",
    years="2017–",
    headline=".read-page--header--title",
    deck=".read-page--header--description",
    # the second selector of each since about 2024
    published='.read-page--header--author__datetime, [class$=author__updated]:contains("Diterbitkan")',
    modified='time[itemprop=dateModified], [class$=author__updated]:contains("Diperbarui")',
    byline=".read-page--header--author__name, .read-page-box-top .read-page-box__author__name",
    editors=(
        '.read-page--credits__popover:has(.read-page--credits__popover-role:contains("Editor"))'
        " .read-page--credits__popover-name"
    ),
    section=".read-page--breadcrumb--item__title",
    caption="figcaption.read-page--photo-gallery--item__caption",
    body=".article-content-body",
    keywords=".tags--snippet__name",
    drop=(
        ".read-page--photo-gallery--item__content, .read-page--video-gallery--item, [class*=__item-break]",
    ),
)

KLY = Family(
    name="kly",
    articles="/[{channel}/]read/{id}/{slug}",
    not_articles={
        "video page": r"^https?://[^/]+/(?:video|tv)(?:/|$)",
        "photo gallery": r"^https?://[^/]+/photo(?:/|$)",
    },
    canonical=((r"^https://m\.", "https://www."),),
    discover=(
        Sitemap("https://{host}/sitemap_news.xml", news=True),
        Rubric("https://{host}/indeks?page={page}", item="article", links="h4 a, a", date="time"),
    ),
    common=Layout(
        read_also=".baca-juga, .baca-juga-collections",
        drop=(
            ADS,
            ".article-ad, .seamless-ads, .breaking-news, .article-content-body__load-more, .read-page--boost-video",
            ".js-full-iframe-vidio, .nativescrollingKLY, .dfp-bframe-cont, #in-image-ads, .placeholder-container, .voucher_at",
        ),
    ),
    layouts=(DESKTOP,),
    capture=Capture(related=("Berita Terkini Selengkapnya",), chrome=(r"Perbesar", r"Diperbarui\b.*")),
)
