"""Addresses without a language: files for programs, and pictures."""

from django.urls import path

from home import discovery, renditions, sitemaps

urlpatterns = [
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", sitemaps.sitemap, name="sitemap_file"),
    path("robots.txt", discovery.robots, name="robots"),
    path(".well-known/security.txt", discovery.security, name="security"),
    path("favicon.ico", discovery.favicon, name="favicon"),
    path("media/images/<str:name>", renditions.picture, name="picture"),
]
