"""The words of Indonesian news pages: labels, people, credits, captions, dates."""
