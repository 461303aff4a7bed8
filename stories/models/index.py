"""The page that lists the stories; senders' stories are filed below it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from home.models import BasePage
from library import aliases


class StoryIndexPage(BasePage):
    """All stories, newest first. The review workflow is attached to it when it is made (stories.signals)."""

    intro = RichTextField(verbose_name=_("introduction"), features=["bold", "italic", "link"], blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    search_fields = [*BasePage.search_fields, index.SearchField("intro")]
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["stories.StoryPage"]
    max_count_per_parent = 1
    is_list = True

    class Meta:
        verbose_name = _("list of stories")
        verbose_name_plural = _("lists of stories")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Addresses that hold the key of a term that was merged lead to the term that was kept."""
        moved = aliases.moved(request)
        if moved is None:
            return super().serve(request, *args, **kwargs)
        response = HttpResponsePermanentRedirect(moved)
        response.is_public = True  # type: ignore[attr-defined]
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `listing`, the stories that were asked for (stories.listing)."""
        from stories import listing

        context = super().get_context(request, *args, **kwargs)
        context["listing"] = listing.StoryListing.of(request)
        return context
