"""Plain-text captures of pages become articles."""
