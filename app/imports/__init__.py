"""Feedback and transcripts that exist already, as files."""
