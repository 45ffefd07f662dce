"""Site response cards: whom to call at a site; without a valid one nobody is assigned there."""
