"""The guide: one work, one page for each of its languages."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from home.i18n import Version, language_choices
from home.models import BasePage
from home.regions import Region
from library.blocks import GuideBlocks
from library.models.number import WorkNumber
from library.models.taxonomy import Challenge, Topic
from library.vocabulary import READ_KINDS, Kind, Level, Licence, Risk, Role


class GuidePage(BasePage):
    """A guide, toolkit, workshop plan … of the library. Field names follow the schema's standards."""

    number = models.PositiveIntegerField(
        verbose_name=_("number"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Given when the guide is first published; the same in every language and never used again."),
    )
    kind = models.CharField(verbose_name=_("kind"), max_length=20, choices=Kind.choices, default=Kind.GUIDE)
    problem = models.TextField(
        verbose_name=_("the challenge, in one sentence"),
        max_length=250,
        blank=True,
        help_text=_("What people are facing, in their words. Shown in lists. Empty: the challenge chosen under Facts."),
    )
    challenge = models.ForeignKey(
        Challenge, verbose_name=_("challenge"), null=True, blank=True, on_delete=models.PROTECT, related_name="guides"
    )
    level = models.CharField(verbose_name=_("level"), max_length=12, choices=Level.choices, default=Level.ANY)
    time_required = models.PositiveIntegerField(
        verbose_name=_("time required (minutes)"),
        null=True,
        blank=True,
        help_text=_("How long it takes to do. For things that are only read: how long it takes to read."),
    )
    preparation_time = models.PositiveIntegerField(verbose_name=_("preparation (minutes)"), null=True, blank=True)
    group_min = models.PositiveSmallIntegerField(verbose_name=_("smallest group"), null=True, blank=True)
    group_max = models.PositiveSmallIntegerField(verbose_name=_("largest group"), null=True, blank=True)
    group_note = models.CharField(
        verbose_name=_("who else is needed"),
        max_length=240,
        blank=True,
        help_text=_("Follows the size of the group: “two facilitators, one person at the door”."),
    )
    materials = models.CharField(verbose_name=_("you need"), max_length=400, blank=True)
    body = StreamField(GuideBlocks(), verbose_name=_("text"), blank=True)
    risk_level = models.CharField(
        verbose_name=_("risk"),
        max_length=5,
        choices=Risk.choices,
        blank=True,
        help_text=_(
            "What could happen to people who use this. A guide with some or high risk should have a safety box."
        ),
    )
    licence = models.CharField(verbose_name=_("licence"), max_length=15, choices=Licence.choices, default=Licence.BY_SA)
    version = models.PositiveSmallIntegerField(
        verbose_name=_("version"), default=1, help_text=_("Raise it when the guide says something else than before.")
    )
    version_date = models.DateField(verbose_name=_("date of this version"), default=timezone.localdate)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("problem"),
        FieldRowPanel([FieldPanel("materials"), FieldPanel("group_note")]),
        FieldPanel("body"),
        InlinePanel("downloads", heading=_("Downloads"), label=_("Download")),
    ]
    fact_panels: list[Any] = [
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                InlinePanel(
                    "topics", heading=_("Topics"), label=_("Topic"), help_text=_("The first one gives the cover.")
                ),
                FieldPanel("challenge"),
                FieldPanel("level"),
            ],
            heading=_("What it is"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("time_required"), FieldPanel("preparation_time")]),
                FieldRowPanel([FieldPanel("group_min"), FieldPanel("group_max")]),
                InlinePanel("regions", heading=_("Used in"), label=_("Region")),
            ],
            heading=_("Time, people, places"),
        ),
        MultiFieldPanel(
            [
                InlinePanel("contributors", heading=_("Who made it"), label=_("Contributor")),
                FieldPanel("licence"),
                FieldPanel("risk_level"),
                FieldRowPanel([FieldPanel("version"), FieldPanel("version_date")]),
            ],
            heading=_("Who made it, and how safe it is"),
        ),
        InlinePanel("related_guides", heading=_("Goes well with"), label=_("Guide"), max_num=4),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("problem"),
        index.SearchField("body"),
        index.SearchField("search_number"),
        index.FilterField("kind"),
        index.FilterField("number"),
    ]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        SynchronizedField("number", overridable=False),
    ]
    parent_page_types: ClassVar[list[str]] = ["library.LibraryIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    og_type = "article"
    search_kind = "guides"
    search_template = "library/result.html"
    search_prefetch = ("topics__topic",)
    files = ("guide.pdf", "guide.epub", "guide.zip")

    #: Set for lists only (library.querysets.with_languages): where the guide can be read, and where it soon can be.
    languages: list[Version]
    in_progress: list[str]

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A guide gets its number when it is first public."""
        if self.live and self.number is None:
            self.number = WorkNumber.of(self.translation_key)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Say what is missing or contradictory in the words of the panels."""
        super().clean()
        if self.group_min and self.group_max and self.group_min > self.group_max:
            raise ValidationError({"group_max": _("The largest group is smaller than the smallest one.")})

    @cached_property
    def topic_list(self) -> list[Topic]:
        """The topics in order; the first gives the cover."""
        return [link.topic for link in self.topics.all()]

    @property
    def pattern(self) -> str:  # type: ignore[override]
        """The pattern of the first topic."""
        return self.topic_list[0].pattern if self.topic_list else "organising"

    @property
    def search_number(self) -> str:
        """The number as a word of the index."""
        return str(self.number or "")

    @property
    def cover_key(self) -> str:
        """What the cover is drawn from: the number, never the title, so that all languages share one cover."""
        return str(self.number or self.translation_key)

    @property
    def kind_label(self) -> str:
        """“Workshop plan”, in the active language."""
        return str(self.get_kind_display())

    @property
    def is_read(self) -> bool:
        """Whether its time is reading time."""
        return self.kind in READ_KINDS

    @property
    def challenge_text(self) -> str:
        """The problem in one sentence."""
        return self.problem or (self.challenge.label if self.challenge else "")

    @property
    def licence_terms(self) -> Licence:
        """The licence with its address and its terms."""
        return Licence(self.licence)

    @cached_property
    def credits(self) -> list[tuple[str, list[GuideContributor]]]:
        """Contributors by role, in the order of the roles; translators are named in the table of languages."""
        everyone = list(self.contributors.all())
        grouped = [
            (str(role.label), [c for c in everyone if c.role == role]) for role in Role if role != Role.TRANSLATED
        ]
        return [(label, people) for label, people in grouped if people]


class GuideTopic(TranslatableMixin, Orderable):
    """A topic of a guide. A child of its own, because wagtail-localize does not translate many-to-many fields."""

    page = ParentalKey(GuidePage, on_delete=models.CASCADE, related_name="topics")
    topic = models.ForeignKey(Topic, verbose_name=_("topic"), on_delete=models.PROTECT, related_name="guide_links")

    panels: ClassVar[list[FieldPanel]] = [FieldPanel("topic")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("topic")


class GuideRegion(Orderable):
    """A region where a guide has been used."""

    page = ParentalKey(GuidePage, on_delete=models.CASCADE, related_name="regions")
    region = models.CharField(verbose_name=_("region"), max_length=2, choices=Region.choices)

    panels: ClassVar[list[FieldPanel]] = [FieldPanel("region")]

    class Meta(Orderable.Meta):
        verbose_name = _("region")


class GuideContributor(TranslatableMixin, Orderable):
    """A member project, or a name or pseudonym, and what they did. Never an address."""

    page = ParentalKey(GuidePage, on_delete=models.CASCADE, related_name="contributors")
    project = models.ForeignKey(
        Page, verbose_name=_("member project"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(
        verbose_name=_("or a name"), max_length=160, blank=True, help_text=_("A name or pseudonym, as they wish it.")
    )
    role = models.CharField(verbose_name=_("role"), max_length=10, choices=Role.choices, default=Role.WROTE)
    language = models.CharField(
        verbose_name=_("language"),
        max_length=12,
        choices=language_choices,
        blank=True,
        help_text=_("For translators: into which language."),
    )

    panels: ClassVar[list[Any]] = [
        PageChooserPanel("project", "network.ProjectPage"),
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("role"), FieldPanel("language")]),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("contributor")

    def clean(self) -> None:
        """One of the two ways to name somebody, and the language of a translation."""
        super().clean()
        if not self.project_id and not self.name:
            raise ValidationError({"name": _("Choose a project or write a name.")})
        if self.role == Role.TRANSLATED and not self.language:
            raise ValidationError({"language": _("Choose the language they translated into.")})


class GuideDownload(TranslatableMixin, Orderable):
    """A file to take away. The original's file is offered in every language until a translation brings its own."""

    page = ParentalKey(GuidePage, on_delete=models.CASCADE, related_name="downloads")
    document = models.ForeignKey(
        "home.File", verbose_name=_("file"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    label = models.CharField(verbose_name=_("what it is"), max_length=120)
    note = models.CharField(
        verbose_name=_("note"),
        max_length=160,
        blank=True,
        help_text=_("For example “1 side, to be filled in by hand”."),
    )
    language = models.CharField(
        verbose_name=_("language of the file"), max_length=12, choices=language_choices, blank=True
    )

    panels: ClassVar[list[FieldPanel]] = [
        FieldPanel("document"),
        FieldPanel("label"),
        FieldPanel("note"),
        FieldPanel("language"),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("download")


class RelatedGuide(Orderable):
    """A guide that goes well with this one."""

    page = ParentalKey(GuidePage, on_delete=models.CASCADE, related_name="related_guides")
    guide = models.ForeignKey(GuidePage, verbose_name=_("guide"), on_delete=models.CASCADE, related_name="+")

    panels: ClassVar[list[Any]] = [PageChooserPanel("guide", "library.GuidePage")]

    class Meta(Orderable.Meta):
        verbose_name = _("related guide")
