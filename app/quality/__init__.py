"""How well a study's interviews are held: who worded them, what was refused, where people leave, what it costs."""
