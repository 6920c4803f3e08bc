"""Spiders: that of every outlet, and any written by hand for one of them, which takes its place."""
