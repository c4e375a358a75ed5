"""Simulated participants in real interviews: over HTTP, marked as previews, judged by a report card."""
