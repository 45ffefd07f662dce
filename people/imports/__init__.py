"""People and organisations from files: read, checked, planned, shown, and applied as a whole."""
