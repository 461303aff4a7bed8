"""What a catalogue asks of a work besides its text: fields with their panels, named after the schema's standards."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index
from wagtail_localize.fields import BaseTranslatableField, SynchronizedField

from library.vocabulary import AccessFeature, AccessMode, Audience, Licence, Provenance, Risk, Visibility


class Description(models.Model):
    """Other words for it, whom it is for, and what can happen to them."""

    alternative_title = models.CharField(
        verbose_name=_("alternative title"),
        max_length=255,
        blank=True,
        help_text=_("Another name under which people look for it."),
    )
    introduction = RichTextField(
        verbose_name=_("introduction"),
        features=["bold", "italic", "link"],
        blank=True,
        help_text=_("A paragraph or two before the text, set larger."),
    )
    audience = models.CharField(verbose_name=_("for whom"), max_length=12, choices=Audience.choices, blank=True)
    risk_level = models.CharField(
        verbose_name=_("risk"),
        max_length=5,
        choices=Risk.choices,
        blank=True,
        help_text=_(
            "What could happen to people who use this. A guide with some or high risk should have a safety box."
        ),
    )
    risks = models.TextField(
        verbose_name=_("which risks"), max_length=500, blank=True, help_text=_("Who could be harmed by it, and how.")
    )

    description_search_fields: ClassVar[list[Any]] = [
        index.SearchField("alternative_title", boost=2),
        index.SearchField("introduction"),
        index.SearchField("risks"),
        index.SearchField("materials"),
    ]

    class Meta:
        abstract = True


class Rights(models.Model):
    """Whose it is, and what others may do with it."""

    licence = models.CharField(verbose_name=_("licence"), max_length=15, choices=Licence.choices, default=Licence.BY_SA)
    rights_holder = models.CharField(
        verbose_name=_("rights holder"),
        max_length=160,
        blank=True,
        help_text=_("If it is somebody else than those who wrote it."),
    )
    attribution = models.TextField(
        verbose_name=_("attribution"),
        max_length=500,
        blank=True,
        help_text=_("How they wish to be named by those who share it."),
    )
    visibility = models.CharField(
        verbose_name=_("who may read it"),
        max_length=8,
        choices=Visibility.choices,
        default=Visibility.PUBLIC,
        help_text=_("The same in every language. For members: it is in no public list, search, feed or file."),
    )

    rights_panel: ClassVar[Any] = MultiFieldPanel(
        [
            InlinePanel("contributors", heading=_("Who made it"), label=_("Contributor"), min_num=1),
            FieldPanel("licence"),
            FieldPanel("rights_holder"),
            FieldPanel("visibility"),
        ],
        heading=_("Who made it, and who may use it"),
    )
    rights_fields: ClassVar[list[Any]] = [
        SynchronizedField("rights_holder", overridable=False),
        SynchronizedField("visibility", overridable=False),
    ]

    class Meta:
        abstract = True


class Lifetime(models.Model):
    """Versions and dates (dcterms:created, modified; issued is the day of the first publication)."""

    version = models.PositiveSmallIntegerField(
        verbose_name=_("version"), default=1, help_text=_("Raise it when the guide says something else than before.")
    )
    version_date = models.DateField(verbose_name=_("date of this version"), default=timezone.localdate)
    created = models.DateField(
        verbose_name=_("first written on"), null=True, blank=True, help_text=_("If it is older than this site.")
    )
    reviewed = models.DateField(
        verbose_name=_("confirmed on"), null=True, blank=True, help_text=_("When somebody last found it still right.")
    )
    review_by = models.DateField(
        verbose_name=_("look at it again by"), null=True, blank=True, help_text=_("For texts that age: laws, prices.")
    )
    #: How often it was confirmed without an edit. What was stored before the last time, a draft or what was sent for
    #: translation, does not bring the dates of then back (library.models.guide).
    confirmations = models.PositiveIntegerField(default=0, editable=False)
    law_reviewed_on = models.DateField(
        verbose_name=_("law checked on"),
        null=True,
        blank=True,
        help_text=_("Only where the text gives legal advice. For which countries, is said under Countries."),
    )
    provenance = models.CharField(
        verbose_name=_("how this version came about"),
        max_length=16,
        choices=Provenance.choices,
        default=Provenance.ORIGINAL,
        help_text=_("For this language only. The site sets it for translations that are made in its own editor."),
    )

    lifetime_panel: ClassVar[Any] = MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("version"), FieldPanel("version_date")]),
            FieldRowPanel([FieldPanel("created"), FieldPanel("law_reviewed_on")]),
            FieldRowPanel([FieldPanel("reviewed"), FieldPanel("review_by")]),
        ],
        heading=_("Version and dates"),
    )
    #: Neither translated nor copied from the original: each version has its own.
    lifetime_fields: ClassVar[list[Any]] = [BaseTranslatableField("provenance")]

    class Meta:
        abstract = True


class Accessibility(models.Model):
    """What one needs to take it in, and what helps (schema.org accessMode, accessibilityFeature)."""

    access_modes = models.JSONField(verbose_name=_("one needs"), default=list, blank=True)
    accessibility_features = models.JSONField(verbose_name=_("it has"), default=list, blank=True)

    accessibility_panel: ClassVar[Any] = MultiFieldPanel(
        [FieldPanel("access_modes"), FieldPanel("accessibility_features")], heading=_("Accessibility")
    )

    class Meta:
        abstract = True

    @property
    def access_mode_labels(self) -> list[str]:
        """“Reading”, “Listening”, in the active language."""
        return [str(mode.label) for mode in AccessMode if mode in self.access_modes]

    @property
    def accessibility_labels(self) -> list[str]:
        """“Large print”, “Transcript”, in the active language."""
        return [str(feature.label) for feature in AccessFeature if feature in self.accessibility_features]
