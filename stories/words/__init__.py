"""Words for receipts: a text file for each language, one word a line. See README.md beside this file."""
