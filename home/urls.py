"""Addresses below a language that are not pages."""

from django.urls import path, register_converter

from home import discovery, views
from home.desk import asking
from home.numbers import NumberConverter
from home.telling import stopping

register_converter(NumberConverter, "number")

urlpatterns = [
    path("ask/<int:number>/", asking.ask, name="ask"),
    path("mail/stop/<str:token>/", stopping.stop, name="stop_news"),
    path("search/", views.search, name="search"),
    path("<number:number>/", views.numbered, name="numbered"),
    path("opensearch.xml", discovery.opensearch, name="opensearch"),
    path("site.webmanifest", discovery.manifest, name="manifest"),
]
