"""Accounts: sign-up, sign-in, and who is asking."""
