"""What became of the people who were interviewed, and what of their interviews goes together with it."""
