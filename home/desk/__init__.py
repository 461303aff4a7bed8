"""The translation desk: what exists in which language, what is behind its original, what readers ask for."""
