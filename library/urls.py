"""Addresses below a language that are not pages."""

from django.urls import path

from library.feeds import GuideFeed

urlpatterns = [
    path("library/feed/", GuideFeed(), name="library_feed"),
]
