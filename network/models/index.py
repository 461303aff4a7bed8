"""The page that lists the member projects."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from home.models import ListPage


class NetworkIndexPage(ListPage):
    """The map and the list of projects."""

    intro = RichTextField(
        verbose_name=_("introduction"),
        features=["bold", "italic", "link"],
        blank=True,
        help_text=_("Stands beside the map."),
    )

    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["network.ProjectPage", "network.CallIndexPage"]

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("networks")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `directory`, the projects that were asked for (network.directory)."""
        from network import directory

        context = super().get_context(request, *args, **kwargs)
        context["directory"] = directory.Directory.of(request)
        return context
