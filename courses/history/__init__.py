"""Learning from before: completions from elsewhere, brought in from a file with their evidence."""
