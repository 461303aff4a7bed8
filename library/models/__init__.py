"""The library's models, one module a subject."""

from library.models.edition import Edition
from library.models.guide import GuidePage
from library.models.imported import ImportedVersion
from library.models.index import FollowsMergedTerms, LibraryIndexPage
from library.models.kit import KitGuide, KitPage
from library.models.members_only import MembersOnly
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
from library.models.record_status import RecordStatus
from library.models.reminder import ReviewReminder
from library.models.taxonomy import Challenge, Issue, TermAlias, Topic

__all__ = [
    "Challenge",
    "Edition",
    "FollowsMergedTerms",
    "GuideContributor",
    "GuideCountry",
    "GuideDownload",
    "GuideIssue",
    "GuideLink",
    "GuidePage",
    "GuideRegion",
    "GuideTopic",
    "ImportedVersion",
    "Issue",
    "KitGuide",
    "KitPage",
    "LibraryIndexPage",
    "MembersOnly",
    "RecordStatus",
    "RelatedGuide",
    "ReviewReminder",
    "TermAlias",
    "Topic",
    "WorkNumber",
]
