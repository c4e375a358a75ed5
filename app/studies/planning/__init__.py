"""What a language model proposes for a plan: how it is asked, read, checked and repaired."""
