"""English is British here."""
