"""Single sign-on: which organisation's people may come in through which provider, and as whom."""
