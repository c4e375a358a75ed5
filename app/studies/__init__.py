"""Studies: from a question to a plan, its revisions, and going live."""
