"""Reminders: who is told what when, in which words, and what became of it."""
