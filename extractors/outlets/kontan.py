"""Kontan, kontan.co.id: Jakarta business daily."""

from extractors.rules import Layout, Outlet, Pages

PAGES = Pages(query="page", whole="all", links=".paginations a, .pagination a")

KONTAN = Outlet(
    name="kontan",
    title="Kontan",
    domains=("kontan.co.id", "momsmoney.id"),
    names=("KONTAN.CO.ID", "Momsmoney.id"),
    articles=r"https?://(?!(?:advertising|pusatdata)\.)(?:[a-z0-9]+\.)?(?:kontan\.co|momsmoney)\.id/news/[a-z0-9-]+",
    # the dash may lack its blanks, the place may be missing, the full stop may stand outside of the bold
    dateline=r"((?:KONTAN\.CO\.ID|MOMSMONEY\.ID)(?:\s*[-–]\s*[A-Z][A-Za-z]+(?:[ /][A-Z][A-Za-z]+){0,3}(?=\s*\.\s|\s*\.$))?)\s*[-–.]\s*",
    layouts=(
        Layout(
            "setup",
            years="2018–",
            when="h1.jdl_dtl",
            headline="h1.jdl_dtl",
            published="div.fs13.color-gray.mar-t-10",
            byline="div.fs13.color-gray.mar-t-10 span, .tpt_shr",
            body="div.ctn",
            keywords=".wrap-tag .tagl a",
            paywall=".kontan_premiun",
            until=".listbut-shr",
            drop=(".heightads250", ".prmtn", ".paginations", ".pad-10.pad-l.pad-r"),
            pages=PAGES,
        ),
    ),
)
