"""Ways in for people without e-mail: join links, numbers with pictures, cards, shared devices."""
