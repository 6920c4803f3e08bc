"""How this project fetches: few requests, slowly, under its own name."""

from __future__ import annotations

from extractors import __version__
from newsspider import components as _components

BOT_NAME = "newsspider"
SPIDER_MODULES = ["newsspider.crawl.spiders"]
SPIDER_LOADER_CLASS = "newsspider.crawl.spider_loader.OutletSpiderLoader"  # one spider per outlet
OUTLET_MODULES: list[str] = []  # rule files of your own: folders, files or modules
NEWSPIDER_MODULE = "newsspider.crawl.spiders"
COMMANDS_MODULE = "newsspider.commands"

# What runs, and in which order: newsspider/components.py.
DOWNLOADER_MIDDLEWARES = _components.ALWAYS["DOWNLOADER_MIDDLEWARES"]
EXTENSIONS = _components.ALWAYS["EXTENSIONS"]
ADDONS = _components.ADDONS

# -- Manners ------------------------------------------------------------------------------------------

# An outlet must be able to see who is crawling and to write to them. A live crawl does not start until you give
# -s CONTACT=… (an e-mail or web address of yours) or put one into a USER_AGENT of your own.
USER_AGENT = f"newsspider/{__version__}"
CONTACT = ""
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "newsspider"
# A robots.txt that could not be fetched is tried again after this many seconds, then after twice as long each time.
ROBOTSTXT_RETRY_SECONDS = 60
ROBOTSTXT_RETRY_TIMES = 5
CONCURRENT_REQUESTS = 8
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 2
DOWNLOAD_DELAY_JITTER = 0.5
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 2
AUTOTHROTTLE_MAX_DELAY = 60
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
BACKOFF_MAX = 600  # seconds; 429, 503 and timeouts double the delay between two requests, up to this
RETRY_AFTER_MAX = 24 * 3600  # seconds; a longer Retry-After counts as this
BLOCKED_IN_A_ROW = 10  # blocked answers after which a host is given a rest
BLOCKED_PAUSE = 6 * 3600  # seconds
BLOCKED_RETRY_TIMES = 2
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "id,en;q=0.5",
}

# Reading needs no session, and Scrapy's cookie middleware would try to download the public suffix list
# from a third party at the first Set-Cookie.
COOKIES_ENABLED = False

# Both let others run code in the crawl.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# -- Where it goes ------------------------------------------------------------------------------------

# Hosts and addresses of the public web, and nothing on this machine or beside it. For an intranet, or tests:
# ALLOWED_NETWORKS = ["10.1.0.0/16", "127.0.0.1", "wiki", ".intranet.example"]
ALLOWED_NETWORKS: list[str] = []
TWISTED_DNS_RESOLVER = "newsspider.safety.guarded_download.GuardedResolver"
GUARDED_DNS_RESOLVER = "scrapy.resolver.CachingThreadedResolver"
DOWNLOAD_VERIFY_CERTIFICATES = True  # Scrapy's default takes any

# -- What is kept -------------------------------------------------------------------------------------

# A live crawl keeps its frontier, every response, the articles and its reports below this folder; replay
# and recording do not. Empty: nothing is kept, and an interrupted crawl begins anew.
DATA_DIR = "data"
# Known articles are asked for again: younger than 2 days every 6 hours, than 14 days once a day, then never.
REVISIT = "2d: 6h, 14d: 1d"
# What could not be fetched is tried again after a day, then after twice as long each time, up to 30 days, for a year.
REVISIT_MISSED = "1d, 30d, 365d"

# Shares of a crawl's articles above which its outlet is taken to have changed (exit code 6); 1: never.
WITHOUT_LAYOUT_MAX = 0.1
WITHOUT_DATE_MAX = 0.1

# -- Limits -------------------------------------------------------------------------------------------

RETRY_TIMES = 2
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # the spider says what became of the page
RETRY_HTTP_CODES = [500, 502, 503, 504, 522, 524, 408, 429]
DOWNLOAD_TIMEOUT = 60  # seconds to the last byte of a response
DOWNLOAD_MAXSIZE = 20 * 1024 * 1024  # compressed and unpacked; an article page is a few hundred kilobytes
DOWNLOAD_HEAD_MAXSIZE = 256 * 1024  # a response's headers
PAGE_END_REQUIRED = True  # a page of an outlet without </html> was cut
DOWNLOAD_WARNSIZE = 5 * 1024 * 1024
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False  # outlets refresh their pages to load new advertisements
DEPTH_LIMIT = 0

# -- Machinery ----------------------------------------------------------------------------------------

TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
DOWNLOAD_HANDLERS = {
    "http": "newsspider.recording.cassettes.CassetteDownloadHandler",
    "https": "newsspider.recording.cassettes.CassetteDownloadHandler",
    "data": None,
    "ftp": None,
    "s3": None,
    "file": None,
}
CASSETTE_FALLBACK_HANDLER = "newsspider.safety.guarded_download.GuardedDownloadHandler"
REQUEST_FINGERPRINTER_CLASS = "newsspider.discovery.Fingerprinter"  # one article, one request
# Pages are read beside the crawl, in a process of their own; 0: in the crawl's own thread.
EXTRACT_PROCESSES = 1
EXTRACT_TIMEOUT = 60  # seconds for one page
EXTRACT_START_TIMEOUT = 30  # seconds until a process that reads pages is ready
# Scrapy starts this many tasks for the output of every page; ours is one item, or requests.
CONCURRENT_ITEMS = 1
# The garbage collector ignores what start-up made and runs less often: the arguments of gc.set_threshold
GC_THRESHOLD = "20000, 20, 100"
LOG_LEVEL = "WARNING"  # refused and missing pages, each in one line; -L INFO for Scrapy's own log
LOG_FORMAT = "%(levelname)s %(message)s"
STATS_DUMP = False  # the closing table shows them
FEED_EXPORT_ENCODING = "utf-8"
FEED_EXPORTERS = {
    "csv": "newsspider.safety.cells.CsvExporter",  # lists as JSON, no cell that a spreadsheet takes for a formula
    "jsonld": "newsspider.corpora.exporters.JsonLdExporter",
    "parquet": "newsspider.store.parquet.ParquetItemExporter",
    "txt": "newsspider.corpora.exporters.TextExporter",
}
