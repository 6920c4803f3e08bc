"""What the addresses of some pages, and their links, say about an outlet: its domain, the form of its article addresses,
where its articles are listed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import etree

from extractors.rules.addresses import PLACEHOLDERS, article_pattern
from extractors.rules.model import Layout, Outlet
from extractors.rules.sources import Feed, Sitemap, Source
from extractors.urls import host_of

__all__ = ["SamplePage", "address_templates", "outlet_of", "registered_domain"]

_SECOND_LEVEL = frozenset("co or go ac web my sch net com org desa ponpes biz".split())


@dataclass(frozen=True)
class SamplePage:
    """One page of the outlet, parsed, and its address."""

    tree: etree._Element
    url: str


def outlet_of(
    name: str,
    urls: Sequence[str],
    *,
    title: str = "",
    robots: str = "",
    pages: Sequence[SamplePage] = (),
) -> Outlet:
    """What addresses say about an outlet: its domain and the form of its article addresses."""
    domains = tuple(dict.fromkeys(registered_domain(host_of(url)) for url in urls))
    templates = address_templates(urls, domains)
    return Outlet(
        name=name,
        title=title or name.capitalize(),
        domains=domains,
        articles=templates[0] if len(templates) == 1 else templates,
        examples=_examples(urls, templates, domains),
        discover=_sources(urls, domains, robots, pages),
        layouts=(Layout("article", when="body", headline="h1", body="body"),),
    )


def registered_domain(host: str) -> str:
    """The registered domain of a host: `news.contoh.co.id` → `contoh.co.id`."""
    labels = host.split(".")
    if all(label.isdecimal() for label in labels):
        return host
    size = 3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else 2
    return ".".join(labels[-size:])


def address_templates(urls: Sequence[str], domains: Sequence[str]) -> tuple[str, ...]:
    """Templates of article addresses, one for each number of path segments among the samples."""
    forms: dict[int, list[list[str]]] = {}
    for url in dict.fromkeys(urls):
        path = [part for part in urlsplit(url).path.split("/") if part] or ["-"]
        forms.setdefault(len(path), []).append(path)
    found = []
    for paths in forms.values():
        template = _template(paths)
        addresses = [f"https://{domains[0]}/{'/'.join(path)}" for path in paths]
        if not all(re.match(article_pattern(template, domains), address) for address in addresses):
            template = "/{slug}" * len(paths[0])
        found.append(template)
    return tuple(dict.fromkeys(found))


def _template(paths: Sequence[Sequence[str]]) -> str:
    """The template of paths with the same number of segments."""
    parts = [
        _part([path[place] for path in paths], place == len(paths[0]) - 1) for place in range(len(paths[0]))
    ]
    template = "/" + "/".join(parts)
    template = template.replace("{year}/{number}/{number}", "{date}").replace("{year}", "{number}")
    if "{id}" not in template:
        if "{date}/{number}" in template:
            return template.replace("{date}/{number}", "{date}/{id}")
        # the longest number identifies the article, if no two articles share it
        told = {
            place: len(paths[0][place])
            for place, part in enumerate(parts)
            if part == "{number}" and _differ([path[place] for path in paths]) and len(paths[0][place]) > 2
        }
        if told and "{date}" not in template:
            chosen = max(told, key=told.__getitem__)
            return "/" + "/".join("{id}" if place == chosen else part for place, part in enumerate(parts))
    return template


def _differ(words: Sequence[str]) -> bool:
    return len(set(words)) == len(words)


def _part(words: Sequence[str], last: bool) -> str:
    """One path segment of a template: its text if all agree, otherwise what it is made of."""
    if all(re.fullmatch(r"(?:19|20)\d\d", word) for word in words):
        return "{year}"
    if all(word.isdecimal() for word in words):
        return "{number}"
    if len(set(words)) == 1 and len(words) > 1 and "-" not in words[0] and re.fullmatch(r"\w+", words[0]):
        return words[0]
    suffix = re.search(r"\.[a-z]{3,5}$", words[0])
    ending = suffix[0] if suffix and all(word.endswith(suffix[0]) for word in words) else ""
    stems = [word.removesuffix(ending) for word in words]
    if all(re.search(r"-\d{3,}$", stem) for stem in stems) and _differ([x.rpartition("-")[2] for x in stems]):
        return f"{{slug}}-{{id}}{ending}"
    if all(re.match(r"\d{3,}-", stem) for stem in stems) and _differ([x.partition("-")[0] for x in stems]):
        return f"{{id}}-{{slug}}{ending}"
    if all(re.fullmatch(PLACEHOLDERS["words"], stem) for stem in stems):
        return f"{{words}}{ending}"
    return f"{{slug}}{ending}" if last else "{channel}"


def _examples(urls: Sequence[str], templates: Sequence[str], domains: Sequence[str]) -> tuple[str, ...]:
    """For each template, the first address that it matches."""
    found = (next((u for u in urls if re.match(article_pattern(t, domains), u)), None) for t in templates)
    return tuple(dict.fromkeys(url for url in found if url))


def _sources(
    urls: Sequence[str], domains: Sequence[str], robots: str, pages: Sequence[SamplePage]
) -> tuple[Source, ...]:
    """Sitemaps named in robots.txt and feeds named on the pages."""

    def owned(url: str) -> bool:
        return any(host_of(url) == domain or host_of(url).endswith("." + domain) for domain in domains)

    maps = [url.strip() for url in re.findall(r"(?im)^\s*sitemap\s*:\s*(\S+)", robots)]
    feeds: dict[str, int] = {}
    for page in pages:
        for link in page.tree.iter("link"):
            kind = (link.get("type") or "").lower()
            if "alternate" in (link.get("rel") or "") and kind in (
                "application/rss+xml",
                "application/atom+xml",
            ):
                url = urljoin(page.url, link.get("href") or "")
                if owned(url) and "comment" not in url:
                    feeds[url] = feeds.get(url, 0) + 1
    sitemaps = [Sitemap(url) for url in dict.fromkeys(maps) if owned(url) and "{" not in url][:3]
    common = [url for url, count in feeds.items() if count > len(pages) / 2 and "{" not in url]
    return (*sitemaps, *(Feed(url) for url in common[:3]))
