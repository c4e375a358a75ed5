"""The pages: thin handlers that parse, call one service and show a view."""
