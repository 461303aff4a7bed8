"""The stories' models, one module a subject."""

from stories.models.index import StoryIndexPage
from stories.models.news import NewsArticlePage, NewsIndexPage
from stories.models.review import ReviewerChoice, SafetyCheck, SafetyReviewTask, SenderAgreementTask, StoryReviewTask
from stories.models.story import StoryGuide, StoryPage, StoryTopic
from stories.models.submission import (
    Consent,
    Contact,
    ContactLook,
    HeldPicture,
    Message,
    SentDocument,
    Step,
    Submission,
)

__all__ = [
    "Consent",
    "Contact",
    "ContactLook",
    "HeldPicture",
    "Message",
    "NewsArticlePage",
    "NewsIndexPage",
    "ReviewerChoice",
    "SafetyCheck",
    "SafetyReviewTask",
    "SenderAgreementTask",
    "SentDocument",
    "Step",
    "StoryGuide",
    "StoryIndexPage",
    "StoryPage",
    "StoryReviewTask",
    "StoryTopic",
    "Submission",
]
