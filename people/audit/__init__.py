"""The audit log: who did what to whom, and proof that nobody has changed the telling of it."""
