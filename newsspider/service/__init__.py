"""Outlets crawled for years: when each is due, its crawls as processes, what is seen of them from outside."""
