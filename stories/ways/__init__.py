"""The other ways in: a guide suggested for the library, a question and its answers, a story told on the phone."""
