"""Addresses below a language that are not pages."""

from django.urls import path

from library.exports import views
from library.feeds import GuideFeed

urlpatterns = [
    path("library/feed/", GuideFeed(), name="library_feed"),
    path("library/<str:slug>/cite.<str:ending>", views.cite, name="library_cite"),
    path("library/<str:slug>/text", views.text, name="library_text"),
]
