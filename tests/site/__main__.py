"""``python -m tests.site``: run the local outlets and say how to crawl them."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import shutil
import signal
import sys
from collections.abc import Sequence

from tests.site.outlets import PLANS
from tests.site.server import Server, serve
from tests.site.site import Site

GUIDE = """\
Five outlets are up: {names}
{count} articles from {since} to {until}, {layouts} layouts.

  http    127.0.0.1:{http}
  https   127.0.0.1:{https}
  trust   {ca}

Crawl one of them (the resolver knows no address but this machine's):

  SSL_CERT_FILE={ca} scrapy crawl kontan -a since={since} -O articles.jsonl \\
    -s TWISTED_DNS_RESOLVER=tests.site.resolver.LoopbackResolver -s ALLOWED_NETWORKS=127.0.0.1 \\
    -s SITE_HTTP_PORT={http} -s SITE_HTTPS_PORT={https} \\
    -s USER_AGENT="trying-out (+mailto:me@example.org)"

Look at a page:

  curl --cacert {ca} --connect-to ::127.0.0.1:{https} {example}

What was asked, and what is true:  http://127.0.0.1:{http}/_site/counts   …/_site/golden?url=URL
Let something go wrong:            http://127.0.0.1:{http}/_site/fault?name=too_many&url=jpnn&retry_after=2&times=3

Stop with Ctrl-C.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until interrupted; 2 for options that make no site."""
    parser = argparse.ArgumentParser(prog="python -m tests.site", description=__doc__)
    parser.add_argument("--port", type=int, default=8080, help="HTTP (0 takes a free one)")
    parser.add_argument("--https-port", type=int, default=8443, help="HTTPS (0 takes a free one)")
    parser.add_argument("--articles", type=int, default=200, help="articles per outlet")
    parser.add_argument("--since", default="2024-01-01", help="day of the first article")
    parser.add_argument("--until", default="2024-01-31", help="day of the last article")
    parser.add_argument("--seed", type=int, default=1, help="another number, another site")
    parser.add_argument(
        "--outlet", action="append", choices=list(PLANS), help="only this outlet (repeatable)"
    )
    parser.add_argument("--page-bytes", type=int, default=0, help="fill pages up to this size")
    parser.add_argument(
        "--scheme", choices=("https", "http"), default="https", help="http: a site without TLS"
    )
    parser.add_argument("--crawl-delay", type=float, help="put a Crawl-delay into every robots.txt")
    parser.add_argument("--no-gzip", action="store_true", help="send pages as they are")
    parser.add_argument("--ca-file", help="write the certificate authority there too")
    parser.add_argument("--json", action="store_true", help="say where it runs in one line of JSON")
    options = parser.parse_args(arguments)
    try:
        site = Site(
            seed=options.seed,
            articles_per_outlet=options.articles,
            since=options.since,
            until=options.until,
            outlets=options.outlet,
            scheme=options.scheme,
            page_bytes=options.page_bytes,
            crawl_delay=options.crawl_delay,
        )
        asyncio.run(_run(site, options))
    except (ValueError, OSError) as error:
        print(f"no site: {error}", file=sys.stderr)
        return 2
    return 0


async def _run(site: Site, options: argparse.Namespace) -> None:
    done = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, done.set)
    async with serve(
        site, http=options.port, https=options.https_port, compress=not options.no_gzip
    ) as server:
        if options.ca_file:
            shutil.copyfile(server.ca_file, options.ca_file)
        print(_line(server) if options.json else _guide(server), flush=True)
        with contextlib.suppress(asyncio.CancelledError):
            await done.wait()
    if not options.json:
        print(f"\n{len(server.log)} requests were answered.")


def _line(server: Server) -> str:
    return json.dumps({"http": server.http, "https": server.https, "ca_file": str(server.ca_file)})


def _guide(server: Server) -> str:
    site = server.site
    entries = site.articles()
    return GUIDE.format(
        names=", ".join(site.plans),
        count=len(entries),
        since=site.since,
        until=site.until,
        layouts=len({(e.outlet, layout) for e in entries for layout in e.addresses}),
        http=server.http,
        https=server.https,
        ca=server.ca_file,
        example=entries[0].url if entries else "",
    )


if __name__ == "__main__":
    sys.exit(main())
