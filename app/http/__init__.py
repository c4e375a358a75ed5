"""What every request goes through: ids, security headers, who is asking, and how errors are shown."""
