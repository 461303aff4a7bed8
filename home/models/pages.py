"""The home page and pages of plain prose."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index
from wagtail.url_routing import RouteResult

from home import i18n
from home.blocks.body import ProseBlocks
from home.blocks.sections import HomeSections
from home.models.base import BasePage


class HomePage(BasePage):
    """The front page of a language, and the root under which its pages live."""

    sections = StreamField(
        HomeSections(),
        verbose_name=_("sections"),
        help_text=_("The sections of the front page, in the order in which readers see them."),
    )

    content_panels = [*BasePage.content_panels, FieldPanel("sections")]
    search_fields = [*BasePage.search_fields]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    search_kind = ""

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Pages in the reader's language first, then in the language they exist in (home.i18n.find)."""
        return i18n.find(request, path_components)


class StandardPage(BasePage):
    """About, privacy, licence, contact: a page of prose with a list of contents."""

    headline = models.CharField(
        verbose_name=_("large heading"),
        max_length=150,
        blank=True,
        help_text=_("Shown on the page instead of its title. The title stays short: it stands in menus."),
    )
    body = StreamField(ProseBlocks(), verbose_name=_("text"), blank=True)
    cover = models.BooleanField(
        verbose_name=_("large heading with a quilt"),
        default=False,
        help_text=_("For pages that introduce the network. Leave it off for pages that people only look things up in."),
    )

    content_panels = [*BasePage.content_panels, FieldPanel("headline"), FieldPanel("body")]
    fact_panels: list[Any] = [FieldPanel("cover")]
    search_fields = [*BasePage.search_fields, index.SearchField("headline"), index.SearchField("body")]
    parent_page_types: ClassVar[list[str]] = ["home.HomePage", "home.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["home.StandardPage"]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
