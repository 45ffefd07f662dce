"""Who must learn what, and by when: rules, whom they match, and the engine that enrols."""
