"""Rules out of pages and goldens: induction, drafts, selectors with names, rule files as text."""
