"""What became of participants, brought in from a file, and what of their interviews goes together with it."""
