"""What content answers: a learner's modules, and the open ones that ask nobody's name."""
