"""The library's models, one module a subject."""

from library.models.guide import GuidePage
from library.models.imported import ImportedVersion
from library.models.index import LibraryIndexPage
from library.models.number import WorkNumber
from library.models.parts import (
    GuideContributor,
    GuideCountry,
    GuideDownload,
    GuideLink,
    GuideRegion,
    GuideTopic,
    RelatedGuide,
)
from library.models.record_status import RecordStatus
from library.models.taxonomy import Challenge, Topic

__all__ = [
    "Challenge",
    "GuideContributor",
    "GuideCountry",
    "GuideDownload",
    "GuideLink",
    "GuidePage",
    "GuideRegion",
    "GuideTopic",
    "ImportedVersion",
    "LibraryIndexPage",
    "RecordStatus",
    "RelatedGuide",
    "Topic",
    "WorkNumber",
]
