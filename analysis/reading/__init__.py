"""From transcripts to statements, each with what it says: polarity, stage, typed values."""
