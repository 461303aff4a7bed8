"""The library's models, one module a subject."""

from library.models.guide import GuidePage
from library.models.index import LibraryIndexPage
from library.models.number import WorkNumber
from library.models.parts import (
    GuideContributor,
    GuideCountry,
    GuideDownload,
    GuideIssue,
    GuideLink,
    GuideRegion,
    GuideTopic,
    RelatedGuide,
)
from library.models.taxonomy import Challenge, Issue, TermAlias, Topic

__all__ = [
    "Challenge",
    "GuideContributor",
    "GuideCountry",
    "GuideDownload",
    "GuideIssue",
    "GuideLink",
    "GuidePage",
    "GuideRegion",
    "GuideTopic",
    "Issue",
    "LibraryIndexPage",
    "RelatedGuide",
    "TermAlias",
    "Topic",
    "WorkNumber",
]
