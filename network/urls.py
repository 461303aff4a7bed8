"""Addresses below a language that are not pages."""

from django.urls import path

from network import views

urlpatterns = [
    path("network/calls/all.ics", views.coming_calls_calendar, name="coming_calls_calendar"),
    path("network/calls/<str:slug>.ics", views.call_calendar, name="call_calendar"),
]
