"""The Indonesian words: labels, people, credits, captions, dates."""
