"""Links that lead out of the site: collecting them, asking politely whether they still work, telling editors."""
