"""Addresses below a language that are not pages."""

from django.urls import path

from stories import views

urlpatterns = [
    path("stories/send/", views.send, name="send_story"),
    path("stories/send/thanks/", views.thanks, name="story_sent"),
]
