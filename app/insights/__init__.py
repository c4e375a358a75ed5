"""Analyses of studies: asked for, run in the background, read, and handed out as PDF."""
