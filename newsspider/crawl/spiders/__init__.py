"""One spider an outlet, made from the registry: a new rule file is a new spider.

A module ``NAME.py`` here takes the place of the spider made for outlet NAME.
"""

from __future__ import annotations

import pkgutil

from extractors import OUTLETS
from newsspider.crawl.spiders.outlet import OutletSpider

_OWN = {module.name for module in pkgutil.iter_modules(__path__)}

for _outlet in OUTLETS.values():
    if _outlet.name not in _OWN:
        _name = f"{_outlet.name.capitalize()}Spider"
        globals()[_name] = type(
            _name,
            (OutletSpider,),
            # Scrapy lists the spiders that say they live in the module it looks at
            {"name": _outlet.name, "outlet": _outlet, "__module__": __name__, "__doc__": f"{_outlet.title}."},
        )
