"""The library's models, one module a subject."""

from library.models.edition import Edition
from library.models.guide import GuideContributor, GuideDownload, GuidePage, GuideRegion, GuideTopic, RelatedGuide
from library.models.index import LibraryIndexPage
from library.models.number import WorkNumber
from library.models.taxonomy import Challenge, Topic

__all__ = [
    "Challenge",
    "Edition",
    "GuideContributor",
    "GuideDownload",
    "GuidePage",
    "GuideRegion",
    "GuideTopic",
    "LibraryIndexPage",
    "RelatedGuide",
    "Topic",
    "WorkNumber",
]
