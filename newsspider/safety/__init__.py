"""What a crawl may reach, and what a page or a cell may do to us: addresses, guarded downloads, spreadsheet cells."""
