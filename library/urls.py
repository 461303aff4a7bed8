"""Addresses below a language that are not pages."""

from django.urls import path, re_path

from library.feeds import GuideFeed
from library.takeaway.views import edition

urlpatterns = [
    path("library/feed/", GuideFeed(), name="library_feed"),
    # Below whatever the editors call the library in this language.
    re_path(r"^(?P<path>[\w/-]+)/guide\.(?P<kind>pdf|epub|zip)$", edition, name="edition"),
]
