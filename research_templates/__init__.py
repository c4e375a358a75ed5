"""Research knowledge as data: plans, templates and the offline half of the plan generator."""
