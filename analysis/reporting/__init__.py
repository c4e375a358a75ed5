"""One analysis as a document: PDF, and the same content in other formats."""
