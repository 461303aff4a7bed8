"""How much a file may hold that somebody sends (safety.md): bytes, files, texts, characters."""

from __future__ import annotations

MEGABYTE = 1024 * 1024
#: What is sent at once: one file, or an archive.
MOST_SENT = 20 * MEGABYTE
#: One file; all files of an archive; how much smaller a file may be in the archive than out of it (beyond a megabyte).
MOST_IN_A_FILE, MOST_UNPACKED, HIGHEST_RATIO = 4 * MEGABYTE, 200 * MEGABYTE, 100
MOST_FILES = 10_000
#: Texts of a file, and characters of a text.
MOST_TEXTS, LONGEST_TEXT = 5_000, 20_000
#: Marks such as <b> in a text that has fewer in its original.
MOST_MARKS = 200
#: Works that one archive is made of.
MOST_WORKS = 10_000
#: Texts of a translation memory in one TMX file.
TEXTS_A_MEMORY = 5_000
