"""A crawl as a whole: its spiders, what turns on when it is live, visits remembered, reader processes, the report."""
