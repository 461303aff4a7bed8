"""A member project: what it does, where, in which languages, what it offers and what it asks for."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable
from wagtail.search import index

from home.blocks import ProseBlocks
from home.models import BasePage
from home.regions import Region


class ShortItems(blocks.StreamBlock):
    """A list of short sentences, each translated on its own."""

    item = blocks.CharBlock(label=_("Item"), max_length=200)

    class Meta:
        required = False


class ProjectPage(BasePage):
    """A member project. Region only, never a place; no address and no telephone number."""

    region = models.CharField(verbose_name=_("region"), max_length=2, choices=Region.choices)
    people = models.CharField(
        verbose_name=_("how many people"),
        max_length=120,
        blank=True,
        help_text=_("For example “23 volunteers”. Optional."),
    )
    offers = StreamField(ShortItems(), verbose_name=_("what it offers"), blank=True)
    asks = StreamField(ShortItems(), verbose_name=_("what it asks for"), blank=True)
    body = StreamField(ProseBlocks(), verbose_name=_("who they are"), blank=True)
    member_since = models.PositiveSmallIntegerField(verbose_name=_("member since (year)"), null=True, blank=True)
    last_confirmed = models.DateField(
        verbose_name=_("last confirmed"),
        null=True,
        blank=True,
        help_text=_("When the project last said that this is right."),
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("offers", help_text=_("Small things count: “A printer on Tuesdays” is an offer.")),
        FieldPanel("asks"),
        FieldPanel("body"),
        FieldPanel("people"),
    ]
    fact_panels: list[Any] = [
        MultiFieldPanel(
            [FieldPanel("region"), InlinePanel("languages", label=_("Language"))], heading=_("Where and how")
        ),
        FieldRowPanel([FieldPanel("member_since"), FieldPanel("last_confirmed")], heading=_("Membership")),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("offers"),
        index.SearchField("asks"),
        index.SearchField("body"),
        index.FilterField("region"),
    ]
    parent_page_types: ClassVar[list[str]] = ["network.NetworkIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    og_type = "profile"
    search_kind = "projects"
    search_template = "network/result.html"

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")

    @cached_property
    def language_codes(self) -> list[str]:
        """BCP 47 codes of the languages the project works in."""
        return [language.code for language in self.languages.all()]


class ProjectLanguage(Orderable):
    """A language a project works in; any language, also one the site does not have."""

    page = ParentalKey(ProjectPage, on_delete=models.CASCADE, related_name="languages")
    code = models.CharField(
        verbose_name=_("language"),
        max_length=12,
        validators=[RegexValidator(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", _("A language code such as en, pt-br or ay."))],
        help_text=_("Its code: en, fr, es, pt, ar, sw, hi, ay …"),
    )

    panels: ClassVar[list[FieldPanel]] = [FieldPanel("code")]

    class Meta(Orderable.Meta):
        verbose_name = _("language")
