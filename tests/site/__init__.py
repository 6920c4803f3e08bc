"""The five outlets on loopback, for tests and for trying things out; see ``tests/site/README.md``.

site = Site(articles_per_outlet=200, since="2024-01-01", until="2024-01-31")
async with serve(site) as server:        # or, for tests that start a crawl: with running(site) as server:
    server.add(faults.too_many(r"jpnn\\.com/news/", times=3))
"""

from tests.site import faults
from tests.site.server import Logged, Server, running, serve
from tests.site.site import Entry, Site

__all__ = ["Entry", "Logged", "Server", "Site", "faults", "running", "serve"]
