"""The reader of a news page that no rule describes: what each part of it is, one idea a module."""
