"""From themes to the Magic Summary: journey, segments, saturation, what to do next."""
