"""Addresses below a language that are not pages."""

from django.urls import include, path

from stories import explaining

urlpatterns = [
    path("stories/what-happens/", explaining.explained, name="what_happens"),
    path("", include("stories.steps.urls")),
    path("", include("stories.mine.urls")),
    path("", include("stories.ways.urls")),
]
