"""WordPress: what its themes and plugins have in common.

    SOME_NEWS = Outlet(..., family=WORDPRESS, common=Layout(deck=".my-subtitle", drop=(".my-promo",)))

The class names are those of WordPress itself (``entry-title``, ``wp-caption``, blocks), of tagDiv's Newspaper
theme and of the most common plugins (Jetpack, AddToAny, YARPP, tables of contents).
"""

from __future__ import annotations

from extractors.rules import Family, Feed, Layout, Sitemap, Tag

LAYOUT = Layout(
    "wordpress",
    years="2003–",
    when="body.single .entry-content, body.single .td-post-content, body.single .wp-block-post-content",
    headline="h1.entry-title, h1.wp-block-post-title, h1.tdb-title-text, h1.post-title",
    deck=".td-post-sub-title, .entry-subtitle",
    # cards in menus and sidebars show dates and writers with the same classes
    published=(
        ".td-post-header time.entry-date, .entry-header time.entry-date, .entry-meta time.entry-date, "
        ".posted-on time, .tdb-block-inner > time, .wp-block-post-date time"
    ),
    byline=(
        ".td-post-header .td-post-author-name a, .byline .author, .entry-meta .author, .tdb-author-name, "
        ".wp-block-post-author-name, .wp-block-post-author__name"
    ),
    section=(
        ".entry-crumbs a, .tdb-breadcrumbs a, .breadcrumbs a, .breadcrumb a, #breadcrumbs a, .rank-math-breadcrumb a"
    ),
    caption=(
        ".wp-caption-text, .td-post-featured-image figcaption, .post-thumbnail figcaption, "
        ".wp-block-post-featured-image figcaption"
    ),
    body=".td-post-content, .entry-content, .wp-block-post-content",
    # another post of the site embedded in the text, from its bare address or as a block
    read_also=".wp-embedded-content, .baca-juga, .bacajuga",
    keywords=".td-tags a, .tags-links a, .tdb-tags a, article a[rel=tag], .taxonomy-post_tag a",
    drop=(
        ".td-a-rec, .code-block, .adsbygoogle, .quads-location",
        ".sharedaddy, .jp-relatedposts, .addtoany_share_save_container, .heateor_sss_sharing_container",
        ".yarpp, .yarpp-related, .related-posts, .wp-block-latest-posts, .wp-block-query",
        "#toc_container, #ez-toc-container, .lwptoc, .wp-block-table-of-contents",
        ".wp-block-buttons, .wp-block-search, .page-links, .page-nav, .screen-reader-text",
        ".wp-block-embed figcaption, .wp-block-video figcaption, .wp-block-audio figcaption",
        "blockquote cite",
        "#comments, .author-box-wrap",
    ),
    byline_meta=True,
    section_meta=True,
)

WORDPRESS = Family(
    name="wordpress",
    not_articles={
        "search page": r"^https?://[^/]+/(?:search\b|[^?#]*\?(?:[^#]*&)?s=)",
        "index page": r"^https?://[^/]+/(?:(?:category|author|page)/|wp-(?:admin|json|content|includes)\b)",
    },
    canonical=((r"//www\.", "//"), (r"/amp/?$", ""), (r"(//[^/]+/.+)/$", r"\1")),
    discover=(
        Sitemap("https://{host}/wp-sitemap.xml", follow=r"wp-sitemap-posts-post-"),
        Feed("https://{host}/feed/", more="https://{host}/feed/?paged={page}"),
        Tag("https://{host}/tag/{tag}/feed/", more="https://{host}/tag/{tag}/feed/?paged={page}"),
    ),
    layouts=(LAYOUT,),
)
