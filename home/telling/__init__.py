"""Telling people by mail what waits for them, what is out of date, and what readers ask for."""
