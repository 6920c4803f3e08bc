"""IDNews: a benchmark for the extraction of Indonesian news articles, which others can run, extend and cite (README.md).

``dataset`` holds the pages with their goldens, ``coordinates`` where real pages lie in Common Crawl's news, ``runs``
lets an extractor read them, ``figures`` compares. ``python -m benchmarks.idnews`` is the command.
"""
