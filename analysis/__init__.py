"""From transcripts to findings that hold: statements, themes, summary, report. No web, no database."""
