"""Files that were made to harm or to give somebody away, each with what must become of it. All are made by code.

They carry `planted.MARKER` with an ending that says where, in every corner that a format has.
"""

from __future__ import annotations

from tests.stories.hostile import others, pdfs, pdfs_of_endless, pictures, words
from tests.stories.hostile.sample import Sample

DOCUMENTS: list[Sample] = [*pdfs.SAMPLES, *pdfs_of_endless.SAMPLES, *words.SAMPLES, *others.SAMPLES]
PICTURES: list[Sample] = pictures.SAMPLES
