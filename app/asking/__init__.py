"""Questions in plain language about what a study's participants said, and their answers."""
