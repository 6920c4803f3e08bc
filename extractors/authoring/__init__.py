"""Rules from pages and goldens: induction, drafts, naming of elements, rule files as text."""
