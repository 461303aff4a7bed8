"""The pages that list what stands below them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from home.models.base import BasePage


class ListPage(BasePage):
    """A title, an introduction and a long list, a page at a time (home.paging). One below each parent."""

    intro = RichTextField(verbose_name=_("introduction"), features=["bold", "italic", "link"], blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    search_fields = [*BasePage.search_fields, index.SearchField("intro")]
    max_count_per_parent = 1
    is_list = True

    class Meta:
        abstract = True
