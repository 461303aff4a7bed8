"""The page that lists the stories; senders' stories are filed below it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from home.models import ListPage
from library.models import FollowsMergedTerms


class StoryIndexPage(FollowsMergedTerms, ListPage):
    """All stories, newest first. The review workflow is attached to it when it is made (stories.signals)."""

    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["stories.StoryPage"]

    class Meta:
        verbose_name = _("list of stories")
        verbose_name_plural = _("lists of stories")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `listing`, the stories that were asked for (stories.listing)."""
        from stories import listing

        context = super().get_context(request, *args, **kwargs)
        context["listing"] = listing.StoryListing.of(request)
        return context
