"""Addresses below a language that are not pages."""

from django.urls import path, re_path

from network import views

urlpatterns = [
    path("network/calls/all.ics", views.coming_calls_calendar, name="coming_calls_calendar"),
    # The signs that Wagtail's own addresses may have.
    re_path(r"^network/calls/(?P<slug>[\w-]+)\.ics$", views.call_calendar, name="call_calendar"),
]
