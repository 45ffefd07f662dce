"""The demonstration: an invented company, its people, and what they have learnt so far."""
