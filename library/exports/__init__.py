"""The library for programs and for taking away: citations, plain text, the catalogue as a table."""
