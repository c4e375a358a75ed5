"""Interviews as they are held over the web: consent, turns, resuming, ending."""
