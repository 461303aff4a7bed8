"""Addresses without a language, for programs."""

from django.urls import path

from library.oai import views

urlpatterns = [
    path("oai/", views.oai, name="oai"),
]
