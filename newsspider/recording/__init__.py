"""Pages as files: cassettes that replay and record, fixtures with their goldens, saved pages."""
