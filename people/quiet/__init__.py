"""Where the sustainability lead has quiet kept (S-09), and where it is not safe (S-50)."""
