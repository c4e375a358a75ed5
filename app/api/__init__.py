"""The JSON API: programs ask for plans, lint questions and read the knowledge, each with somebody's token."""
