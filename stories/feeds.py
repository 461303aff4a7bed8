"""The feeds of new stories and of news."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from home.feeds import SectionFeed, xml_text
from library.vocabulary import Licence
from stories.models import NewsArticlePage, StoryPage


class StoryFeed(SectionFeed[StoryPage]):
    """New stories: title, deck and content note; the text stays on the site, where its people can change it."""

    model = StoryPage
    section = "stories"
    url_name = "stories_feed"

    def heading(self) -> str:
        """Name of the feed."""
        return gettext("New stories")

    def prepared(self, works: Any) -> Any:
        """With their topics."""
        return works.prefetch_related("topics__topic")

    def note(self, item: StoryPage) -> str:
        """The content note, before anything else is told."""
        if not item.content_note:
            return ""
        return gettext("Content note: %(note)s") % {"note": item.content_note}

    def item_categories(self, item: StoryPage) -> list[str]:
        """Its topics."""
        return [xml_text(topic.name) for topic in item.topic_list]

    def item_copyright(self, item: StoryPage) -> str:
        """Its licence, as an address."""
        return Licence(item.licence).uri


class NewsFeed(SectionFeed[NewsArticlePage]):
    """News of the network."""

    model = NewsArticlePage
    section = "news"
    url_name = "news_feed"

    def heading(self) -> str:
        """Name of the feed."""
        return gettext("News")

    def prepared(self, works: Any) -> Any:
        """With their topic."""
        return works.select_related("topic")

    def item_categories(self, item: NewsArticlePage) -> list[str]:
        """Its topic."""
        return [xml_text(item.topic.name)] if item.topic else []
