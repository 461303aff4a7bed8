"""The page that lists the library."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from home.models import ListPage
from library import aliases


class FollowsMergedTerms:
    """For pages whose address names terms: one that holds the key of a merged term leads to the term that was kept."""

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, or the way to the same list under today's keys."""
        moved = aliases.moved(request)
        if moved is None:
            response: HttpResponse = super().serve(request, *args, **kwargs)  # type: ignore[misc]
            return response
        response = HttpResponsePermanentRedirect(moved)
        response.is_public = True  # type: ignore[attr-defined]
        return response


class LibraryIndexPage(FollowsMergedTerms, ListPage):
    """All guides, with search and filters."""

    intro = RichTextField(
        verbose_name=_("introduction"),
        features=["bold", "italic", "link"],
        blank=True,
        help_text=_("Stands under the title. The number of guides is counted by the site."),
    )

    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["library.GuidePage", "library.KitPage"]

    class Meta:
        verbose_name = _("library")
        verbose_name_plural = _("libraries")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `listing`, what was asked for and what was found (library.facets)."""
        from library import facets

        context = super().get_context(request, *args, **kwargs)
        context["listing"] = facets.Listing.of(request)
        return context
