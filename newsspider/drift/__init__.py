"""Drift: whether an outlet still looks as it did. Counts of every crawl, what has changed in them, and who is told."""
