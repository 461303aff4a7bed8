"""What the JSON API tells of stories and news: no text of a story and no name, as in the feeds (stories.feeds)."""

from __future__ import annotations

from home.api import Exposed, expose
from library.vocabulary import Licence
from stories.models import NewsArticlePage, StoryPage


def connect() -> None:
    """Expose stories and news."""
    expose(
        StoryPage,
        Exposed(
            fields={
                **dict.fromkeys(("summary", "content_note", "region", "date")),
                "licence_uri": lambda story: Licence(story.licence).uri,
                "topic_keys": lambda story: [link.topic.key for link in story.topics.all()],
            },
            prefetch=("topics__topic",),
        ),
    )
    expose(
        NewsArticlePage,
        Exposed(
            fields={
                **dict.fromkeys(("summary", "date")),
                "topic_keys": lambda article: [article.topic.key] if article.topic else [],
            },
            prefetch=("topic",),
        ),
    )
