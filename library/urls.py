"""Addresses below a language that are not pages."""

from django.urls import path, re_path

from library.exports import views
from library.feeds import KindFeed, LibraryFeed, TopicFeed
from library.takeaway.views import edition
from library.topic_pages import topic

urlpatterns = [
    path("library/feed/", LibraryFeed(), name="library_feed"),
    path("library/feed/topic/<slug:key>/", TopicFeed(), name="library_topic_feed"),
    path("library/feed/kind/<slug:key>/", KindFeed(), name="library_kind_feed"),
    path("library/topic/<slug:key>/", topic, name="library_topic"),
    path("library/catalogue.csv", views.catalogue, name="library_catalogue"),
    re_path(r"^library/(?P<slug>[\w-]+)/cite\.(?P<ending>[\w.]+)$", views.cite, name="library_cite"),
    re_path(r"^library/(?P<slug>[\w-]+)/text$", views.text, name="library_text"),
    # Below whatever the editors call the library in this language.
    re_path(r"^(?P<path>[\w/-]+)/(?P<name>guide|kit)\.(?P<kind>pdf|epub|zip)$", edition, name="edition"),
]
