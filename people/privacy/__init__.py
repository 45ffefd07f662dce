"""What a person may ask about what is kept of her, how long it is kept, and leaving without trace."""
