"""Templates, static files and the words of the participant pages."""
