"""Addresses below a language that are not pages."""

from django.urls import include, path

urlpatterns = [path("", include("stories.steps.urls")), path("", include("stories.ways.urls"))]
