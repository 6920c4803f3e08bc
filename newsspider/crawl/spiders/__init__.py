"""Spiders: the one of every outlet, and any written by hand for one of them, which replaces it."""
