"""WordPress: what its themes and plugins have in common.

    SOME_NEWS = Outlet(..., family=WORDPRESS, common=Layout(deck=".my-subtitle", drop=(".my-promo",)))

The class names are those of WordPress itself (``entry-title``, ``wp-caption``, blocks), of tagDiv's Newspaper
theme, of the themes that Indonesian newsrooms use (wpberita and Bloggingpro, with names in ``gmr``; JNews; Jannah;
Elementor) and of the most common plugins (Jetpack, AddToAny, YARPP, Contextual Related Posts, tables of contents).
"""

from extractors.rules import ADS, Dateline, Family, Feed, Layout, Pages, Sitemap, Tag

LAYOUT = Layout(
    "wordpress",
    years="2003–",
    when=(
        "body.single .entry-content, body.single .td-post-content, body.single .wp-block-post-content, "
        "body.single .content-inner, body.single .elementor-widget-theme-post-content, "
        "body.single [itemprop=articleBody]"
    ),
    headline=(
        "h1.entry-title, h1.wp-block-post-title, h1.tdb-title-text, h1.post-title, h1.jeg_post_title, "
        ".elementor-widget-theme-post-title h1 || h1"
    ),
    deck=".td-post-sub-title, .entry-subtitle, .jeg_post_subtitle, .entry-sub-title",
    # cards in menus and sidebars show dates and writers with the same classes
    published=(
        ".td-post-header time.entry-date, .entry-header time.entry-date, .entry-meta time.entry-date, "
        ".entry-meta time.published, .gmr-meta-topic time.entry-date, .posted-on time, .tdb-block-inner > time, "
        ".wp-block-post-date time, .entry-header .jeg_meta_date a, #single-post-meta .date, "
        ".elementor-post-info__item--type-date"
    ),
    byline=(
        ".td-post-header .td-post-author-name a, .byline .author, .entry-meta .author, .tdb-author-name, "
        ".wp-block-post-author-name, .wp-block-post-author__name, .entry-header .jeg_meta_author a, "
        "#single-post-meta .meta-author a, .elementor-post-info__item--type-author"
    ),
    section=(
        ".entry-crumbs a, .tdb-breadcrumbs a, .breadcrumbs a, .breadcrumb a, #breadcrumbs a, #breadcrumb a, "
        ".rank-math-breadcrumb a"
    ),
    caption=(
        ".wp-caption-text, .td-post-featured-image figcaption, .post-thumbnail figcaption, "
        ".wp-block-post-featured-image figcaption, .featured-area figcaption, .jeg_featured figcaption"
    ),
    body=(
        ".content-inner || .td-post-content, .entry-content, .wp-block-post-content, "
        ".elementor-widget-theme-post-content || [itemprop=articleBody], .post-content"
    ),
    # another post of the site embedded in the text: from its bare address, as a block, by a plugin
    read_also=(
        ".wp-embedded-content, .baca-juga, .bacajuga, .crp_related, .inline-related-post, "
        ".jnews_inline_related_post, .penci-ilrltpost-insert, .td_block_related_posts"
    ),
    keywords=(
        ".td-tags a, .tags-links a, .tdb-tags a, article a[rel=tag], .taxonomy-post_tag a, .jeg_post_tags a, .post-tags a"
    ),
    drop=(
        f".td-a-rec, .code-block, .quads-location, .jeg_ad, .gmr-banner, [class^=gmr-banner], {ADS}",
        ".sharedaddy, .jp-relatedposts, .addtoany_share_save_container, .heateor_sss_sharing_container",
        ".yarpp, .yarpp-related, .related-posts, .wp-block-latest-posts, .wp-block-query",
        ".gmr-related-post, .gmr-related-infinite, .gmr-social, .gmr-authorbox, .jeg_share_button, .jeg_post_tags",
        "#toc_container, #ez-toc-container, .lwptoc, .wp-block-table-of-contents",
        ".wp-block-buttons, .wp-block-search, .page-links, .page-nav, .screen-reader-text",
        ".wp-block-embed figcaption, .wp-block-video figcaption, .wp-block-audio figcaption",
        "blockquote cite",
        "#comments, .author-box-wrap, .author-box",
    ),
    byline_meta=True,
    section_meta=True,
    pages=Pages(path="/{page}", links=".page-links a.post-page-numbers"),
)

WORDPRESS = Family(
    name="wordpress",
    articles="/{words}",
    names=("admin", "redaksi"),
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
    # "BULUKUMBA, FAJAR.CO.ID - ", "PEMALANG - "
    dateline=Dateline("*.com", "*.co.id", "*.id", "*.co", "*.net", "*.news", place=True, alone=True),
    layouts=(LAYOUT,),
)
