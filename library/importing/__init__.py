"""Guides that exist already, as documents and a list of records, taken into drafts.

`records` reads the list, `documents` a file, `body` turns its HTML into the blocks of a guide, `drafts` writes pages.
"""
