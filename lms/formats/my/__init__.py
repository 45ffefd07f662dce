"""Burmese as our certificates write it, so that pages and certificates agree."""
