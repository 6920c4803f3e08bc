"""``scrapy workbench``: the outlets' rules and fixtures in a browser, on this machine only.

- ``bench``: fixtures parsed once and kept in memory, so that an edited rule is tried in milliseconds
- ``rulefile``: one value of one layout changed in a rule file, everything else left as it stands
- ``render``: a page as boxes and text, with nothing in it that could run or load
- ``compare``: an article beside its golden, and accepting parts of it
- ``typed``: a golden as somebody types it
- ``history``: what was written, to be undone
- ``app``: the pages and what they ask for; ``guard``: which requests are answered
"""
