"""Calls: meetings that anyone may come to, at a moment that is told in several places' time."""

from __future__ import annotations

import datetime
import zoneinfo
from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable
from wagtail.search import index

from home.blocks import ProseBlocks
from home.i18n import language_choices
from home.models import BasePage, ListPage
from home.paging import page_of

PAST_PER_PAGE = 12


class CallIndexPage(ListPage):
    """The coming calls and the past ones."""

    parent_page_types: ClassVar[list[str]] = ["network.NetworkIndexPage"]
    subpage_types: ClassVar[list[str]] = ["network.CallPage"]

    class Meta:
        verbose_name = _("list of calls")
        verbose_name_plural = _("lists of calls")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `coming` calls and a page of `past` ones, each work once."""
        from network import calls

        context = super().get_context(request, *args, **kwargs)
        context["coming"] = calls.coming(context["reading"].language)
        context["past"] = page_of(calls.past(context["reading"].language), request, PAST_PER_PAGE)
        return context


def validate_zone(name: str) -> None:
    """An IANA zone such as Africa/Nairobi."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(name)s” is not a time zone such as Africa/Nairobi."), params={"name": name})


class CallPage(BasePage):
    """A call with its moment in UTC, its languages and what will happen."""

    starts = models.DateTimeField(verbose_name=_("starts (UTC)"))
    minutes = models.PositiveSmallIntegerField(verbose_name=_("length (minutes)"), default=60)
    join_url = models.URLField(
        verbose_name=_("address of the call"),
        blank=True,
        help_text=_("Where people join. Leave it empty until it is known."),
    )
    body = StreamField(ProseBlocks(), verbose_name=_("what will happen"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    fact_panels: list[Any] = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts"), FieldPanel("minutes")]),
                InlinePanel("zones", heading=_("Also told in the time of"), label=_("Place")),
            ],
            heading=_("When"),
        ),
        InlinePanel("languages", heading=_("Interpreted into"), label=_("Language")),
        FieldPanel("join_url"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("body"), index.FilterField("starts")]
    parent_page_types: ClassVar[list[str]] = ["network.CallIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    search_kind = "news"
    search_template = "network/call_result.html"

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")

    @property
    def ends(self) -> datetime.datetime:
        """When it ends, in UTC."""
        return self.starts + datetime.timedelta(minutes=self.minutes)

    @cached_property
    def language_codes(self) -> list[str]:
        """BCP 47 codes of the languages the call is interpreted into."""
        return [language.code for language in self.languages.all()]

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.ends < timezone.now()


class CallZone(Orderable):
    """A place whose time is told beside UTC."""

    page = ParentalKey(CallPage, on_delete=models.CASCADE, related_name="zones")
    zone = models.CharField(
        verbose_name=_("time zone"),
        max_length=40,
        validators=[validate_zone],
        help_text=_("For example Africa/Nairobi."),
    )

    panels: ClassVar[list[FieldPanel]] = [FieldPanel("zone")]

    class Meta(Orderable.Meta):
        verbose_name = _("place")


class CallLanguage(Orderable):
    """A language the call is interpreted into."""

    page = ParentalKey(CallPage, on_delete=models.CASCADE, related_name="languages")
    code = models.CharField(verbose_name=_("language"), max_length=12, choices=language_choices)

    panels: ClassVar[list[FieldPanel]] = [FieldPanel("code")]

    class Meta(Orderable.Meta):
        verbose_name = _("language")
