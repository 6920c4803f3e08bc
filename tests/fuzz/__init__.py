"""A mutation fuzzer over real pages, fixture pages and captures: ``make fuzz``, docs/what-no-page-can-break.md.

Every case follows from a seed and a number alone. ``properties`` says what must hold for any page at all; the
hypothesis tests use the same functions.
"""
