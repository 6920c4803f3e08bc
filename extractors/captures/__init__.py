"""Plain-text captures of pages → Article."""
