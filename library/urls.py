"""Addresses below a language that are not pages."""

from django.urls import path

from library.exports import views
from library.feeds import GuideFeed, KindFeed, TopicFeed
from library.topic_pages import topic

urlpatterns = [
    path("library/feed/", GuideFeed(), name="library_feed"),
    path("library/feed/topic/<slug:key>/", TopicFeed(), name="library_topic_feed"),
    path("library/feed/kind/<slug:key>/", KindFeed(), name="library_kind_feed"),
    path("library/topic/<slug:key>/", topic, name="library_topic"),
    path("library/catalogue.csv", views.catalogue, name="library_catalogue"),
    path("library/<str:slug>/cite.<str:ending>", views.cite, name="library_cite"),
    path("library/<str:slug>/text", views.text, name="library_text"),
]
