"""News of the network."""

from __future__ import annotations

import logging
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from home import reading_time
from home.blocks import ProseBlocks
from home.models import BasePage, ListPage
from library.models import Topic

logger = logging.getLogger(__name__)


class NewsIndexPage(ListPage):
    """News, newest first, below the coming calls."""

    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["stories.NewsArticlePage"]

    class Meta:
        verbose_name = _("list of news")
        verbose_name_plural = _("lists of news")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `articles`, a page of news (stories.listing)."""
        from stories import listing

        context = super().get_context(request, *args, **kwargs)
        context["articles"] = listing.news(request)
        return context


class NewsArticlePage(BasePage):
    """A piece of news."""

    date = models.DateField(verbose_name=_("date"), default=timezone.localdate)
    byline = models.CharField(
        verbose_name=_("by"), max_length=120, blank=True, help_text=_("A group or a chosen name.")
    )
    topic = models.ForeignKey(
        Topic, verbose_name=_("topic"), null=True, blank=True, on_delete=models.SET_NULL, related_name="news"
    )
    body = StreamField(ProseBlocks(), verbose_name=_("text"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("byline"), FieldPanel("body")]
    fact_panels: list[Any] = [FieldPanel("date"), FieldPanel("topic")]
    search_fields = [*BasePage.search_fields, index.SearchField("body"), index.FilterField("date")]
    parent_page_types: ClassVar[list[str]] = ["stories.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    og_type = "article"
    search_kind = "news"
    search_template = "stories/news_result.html"

    class Meta:
        verbose_name = _("news article")
        verbose_name_plural = _("news articles")

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        """Leave a version unpublished that holds words which their sender took back, whoever or whatever publishes it.

        Editors are told so before (stories.ways.admin).
        """
        from stories.ways import roundups  # which needs the models

        if held := roundups.words_in_the_way(revision.as_object()):
            logger.warning("Article %s was not published, it holds words of %s", self.pk, ", ".join(held))
            return None
        return super().publish(revision, *args, **kwargs)

    @property
    def minutes_to_read(self) -> int:
        """Reading time of the text."""
        return reading_time.minutes(self.body)
