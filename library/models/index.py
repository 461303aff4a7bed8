"""The page that lists the library."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from home.models import BasePage
from library import aliases


class LibraryIndexPage(BasePage):
    """All guides, with search and filters."""

    intro = RichTextField(
        verbose_name=_("introduction"),
        features=["bold", "italic", "link"],
        blank=True,
        help_text=_("Stands under the title. The number of guides is counted by the site."),
    )

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    search_fields = [*BasePage.search_fields, index.SearchField("intro")]
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["library.GuidePage", "library.KitPage"]
    max_count_per_parent = 1
    is_list = True

    class Meta:
        verbose_name = _("library")
        verbose_name_plural = _("libraries")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Addresses that hold the key of a term that was merged lead to the term that was kept."""
        moved = aliases.moved(request)
        if moved is None:
            return super().serve(request, *args, **kwargs)
        response = HttpResponsePermanentRedirect(moved)
        response.is_public = True  # type: ignore[attr-defined]
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `listing`, what was asked for and what was found (library.facets)."""
        from library import facets

        context = super().get_context(request, *args, **kwargs)
        context["listing"] = facets.Listing.of(request)
        return context
