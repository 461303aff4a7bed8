"""The addresses of the feeds, below a language."""

from django.urls import path

from stories.feeds import NewsFeed, StoryFeed

urlpatterns = [
    path("stories/feed/", StoryFeed(), name="stories_feed"),
    path("news/feed/", NewsFeed(), name="news_feed"),
]
