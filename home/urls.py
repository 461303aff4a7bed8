"""Addresses below a language that are not pages."""

from django.urls import path

from home import discovery, views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("<int:number>/", views.numbered, name="numbered"),
    path("opensearch.xml", discovery.opensearch, name="opensearch"),
    path("site.webmanifest", discovery.manifest, name="manifest"),
]
