"""What is kept of a person, put together from all parts: shown, taken along, erased, deleted."""
