"""iNews, inews.id: MNC's news channel, with hosts of its regions and cities."""

from extractors.rules import Dateline, Layout, Outlet, Pages, Rubric

INEWS = Outlet(
    name="inews",
    title="iNews.id",
    domains=("inews.id",),
    # public scrapers name the first line; the others are known by name only
    hosts=(
        "www regional lutra"
        " jabar jateng jatim yogya banten sumut sumsel sulsel bali lampung kalbar kaltim sulut aceh depok bekasi bogor"
        " bandungraya cianjur sukabumi karawang purwakarta garut tasikmalaya ciamis cirebon indramayu semarang"
    ),
    examples=(
        "https://www.inews.id/news/nasional/panen-garam-di-rembang",
        "https://lutra.inews.id/read/312345/panen-garam-di-rembang",
        "https://regional.inews.id/berita/panen-garam-di-rembang",
    ),
    articles=("//{host}.inews.id/read/{id}/{slug}", "/berita/{words}", "/{channel}/{channel}/{words}"),
    dateline=Dateline("iNews.id", place=True),
    discover=(Rubric("https://{host}/indeks", item="article", links="a"),),
    # two public scrapers, of 2025 and 2026, with different containers
    layouts=(
        Layout(
            "wrapper",
            years="2025– (unverified)",
            when=".createdAt",
            headline="h1",
            published=".createdAt",
            byline=".author",
            section=".breadcrumb a",
            caption="figcaption",
            body=".bodyArticleWrapper || .content || article",
            drop=(".voucherWrap, .pipLiveStream, .widgetNewsTV__news24Jam, .paginationContent",),
            pages=Pages(path="/{page}", links="ul.paginationContent a", whole="/all"),
        ),
    ),
)
