"""A study repeated: which themes grew, shrank, appeared or vanished, and how sure that is."""
