"""Measures what the platform costs: `make bench`. Not a test: nothing here passes or fails."""
