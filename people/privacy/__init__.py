"""What people may ask about what is kept of them, how long it is kept, and leaving for good."""
