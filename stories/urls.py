"""Addresses below a language that are not pages."""

from django.urls import path

from home import views

urlpatterns = [
    path("stories/send/", views.front_door, name="send_story"),
]
