"""Common Crawl's news archive (CC-NEWS) as a source: its files pass by once, the records of outlets stay."""
