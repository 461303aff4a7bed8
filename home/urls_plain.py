"""Addresses without a language: files for programs, and pictures."""

from django.urls import path, re_path

from home import discovery, renditions, sitemaps, views
from home.api import router
from home.numbers import NumberConverter

urlpatterns = [
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:name>.xml", sitemaps.sitemap, name="sitemap_file"),
    path("robots.txt", discovery.robots, name="robots"),
    path(".well-known/security.txt", discovery.security, name="security"),
    path("favicon.ico", discovery.favicon, name="favicon"),
    re_path(rf"^(?P<number>{NumberConverter.regex})/?$", views.number_without_language),
    path("api/v2/", router.urls),
    path("media/images/<str:name>", renditions.picture, name="picture"),
]
