"""A study repeated as a new wave, and what changed since."""
