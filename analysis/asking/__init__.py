"""From a question in plain language to an answer that rests on counts and quotes, or to "the interviews do not say"."""
