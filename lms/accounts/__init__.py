"""Signing in: on top of allauth, what is ours about passwords, second factors and sessions."""
