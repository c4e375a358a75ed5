"""Who may be contacted: what participants leave of themselves, apart from what they said."""
