"""Two rows of one human: proposed, looked at side by side, merged, and parted again."""
