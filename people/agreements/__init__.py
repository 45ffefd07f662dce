"""Where works agreements are needed: what stays off, and what was agreed."""
