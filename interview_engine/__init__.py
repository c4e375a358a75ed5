"""The interview as a pure state machine, the turn compiler and the language-model seam. No web, no database."""
