"""From statements and their vectors to themes that people share: groups, names, quotes, stability, edits."""
