"""The kit: guides that belong together, in an order, with a word on each."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, TranslatableMixin
from wagtail.search import index

from home.models import BasePage
from library.licence_panel import LicencePanel
from library.models.guide import GuidePage
from library.vocabulary import Licence


class KitPage(BasePage):
    """A kit (dcterms:hasPart). Each reader gets each guide in the version best for them."""

    introduction = RichTextField(
        verbose_name=_("introduction"),
        features=["bold", "italic", "ol", "ul", "link"],
        blank=True,
        help_text=_("Whom the kit is for, and how to work through it."),
    )
    licence = models.CharField(
        verbose_name=_("licence"),
        max_length=15,
        choices=Licence.choices,
        default=Licence.BY_SA,
        help_text=_("Of the kit as a whole: its notes, and its files. Each guide keeps its own."),
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        InlinePanel(
            "parts",
            heading=_("Guides in this order"),
            label=_("Guide"),
            help_text=_("Readers get each guide in their language, or in the one that stands in for it."),
            min_num=1,
        ),
        LicencePanel(heading=_("Licences")),
    ]
    fact_panels: list[Any] = [FieldPanel("licence")]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("shown_notes"),
    ]
    parent_page_types: ClassVar[list[str]] = ["library.LibraryIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    search_kind = "guides"
    #: `kit.pdf` below its address (library.takeaway).
    file_stem = "kit"

    class Meta:
        verbose_name = _("kit")
        verbose_name_plural = _("kits")

    @property
    def works(self) -> list[Any]:
        """The translation keys of its guides, public or not. One or two queries."""
        guides = [row.guide_id for row in self.parts.all() if row.guide_id]
        return list(GuidePage.objects.filter(pk__in=guides).values_list("translation_key", flat=True))

    @property
    def shown_notes(self) -> list[str]:
        """For the search: the stored notes that readers see, which are those on public guides. One query."""
        public = GuidePage.objects.published().values("translation_key")
        rows = KitGuide.objects.filter(page=self.pk, guide__translation_key__in=public).order_by("sort_order", "pk")
        return list(rows.values_list("note", flat=True))

    @property
    def licence_terms(self) -> Licence:
        """The licence with its address and its terms."""
        return Licence(self.licence)


class KitGuide(TranslatableMixin, Orderable):
    """A guide of a kit, and why it is in it."""

    page = ParentalKey(KitPage, on_delete=models.CASCADE, related_name="parts")
    guide = models.ForeignKey(GuidePage, verbose_name=_("guide"), on_delete=models.CASCADE, related_name="kit_rows")
    note = models.TextField(
        verbose_name=_("note"),
        max_length=600,
        blank=True,
        help_text=_("What it is for in this kit: when to use it, what to leave out."),
    )

    panels: ClassVar[list[Any]] = [PageChooserPanel("guide", "library.GuidePage"), FieldPanel("note")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("guide of a kit")
