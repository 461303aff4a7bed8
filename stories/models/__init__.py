"""The stories' models, one module a subject."""

from stories.models.index import StoryIndexPage
from stories.models.news import NewsArticlePage, NewsIndexPage
from stories.models.review import StoryReviewTask
from stories.models.story import StoryGuide, StoryPage, StoryTopic
from stories.models.submission import HeldPicture, Submission

__all__ = [
    "HeldPicture",
    "NewsArticlePage",
    "NewsIndexPage",
    "StoryGuide",
    "StoryIndexPage",
    "StoryPage",
    "StoryReviewTask",
    "StoryTopic",
    "Submission",
]
