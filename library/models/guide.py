"""The guide: one work, one page for each of its languages."""

from __future__ import annotations

import logging
import uuid
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from home.i18n import Version
from home.models import BasePage
from library import members, readiness
from library.blocks import GuideBlocks
from library.guide_form import GuideForm
from library.models.number import WorkNumber
from library.models.record import Accessibility, Description, Lifetime, Rights
from library.models.taxonomy import Challenge, Topic
from library.provenance import provenance_of
from library.vocabulary import READ_KINDS, Kind, Level, Licence, Provenance, Role

if TYPE_CHECKING:
    from library.models.parts import GuideContributor

logger = logging.getLogger(__name__)


class GuidePage(Description, Rights, Lifetime, Accessibility, BasePage):
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
    materials = models.TextField(
        verbose_name=_("you need"), max_length=400, blank=True, help_text=_("A list: one thing on each line.")
    )
    body = StreamField(GuideBlocks(), verbose_name=_("text"), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("alternative_title"),
        FieldPanel("summary"),
        FieldPanel("introduction"),
        FieldPanel("problem"),
        FieldRowPanel([FieldPanel("materials"), FieldPanel("group_note")]),
        FieldPanel("risks"),
        FieldPanel("body"),
        FieldPanel("attribution"),
        InlinePanel("downloads", heading=_("Downloads"), label=_("Download")),
        InlinePanel("links", heading=_("Sources and links"), label=_("Link")),
    ]
    fact_panels: list[Any] = [
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                InlinePanel(
                    "topics",
                    heading=_("Topics"),
                    label=_("Topic"),
                    help_text=_("The first one gives the cover."),
                    min_num=1,
                ),
                FieldPanel("challenge"),
                InlinePanel("issues", heading=_("Issues and movements"), label=_("Issue")),
                FieldRowPanel([FieldPanel("audience"), FieldPanel("level")]),
                FieldPanel("risk_level"),
            ],
            heading=_("What it is, and for whom"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("time_required"), FieldPanel("preparation_time")]),
                FieldRowPanel([FieldPanel("group_min"), FieldPanel("group_max")]),
                InlinePanel("regions", heading=_("Used in"), label=_("Region")),
                InlinePanel("countries", heading=_("Countries"), label=_("Country")),
            ],
            heading=_("Time, people, places"),
        ),
        Rights.rights_panel,
        Lifetime.lifetime_panel,
        Accessibility.accessibility_panel,
        InlinePanel("related_guides", heading=_("Goes well with"), label=_("Guide"), max_num=4),
    ]
    settings_panels = [FieldPanel("provenance"), *BasePage.settings_panels]
    search_fields = [
        *BasePage.search_fields,
        *Description.description_search_fields,
        index.SearchField("problem"),
        index.SearchField("body"),
        index.SearchField("search_number"),
        index.FilterField("kind"),
        index.FilterField("number"),
    ]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        SynchronizedField("number", overridable=False),
        *Rights.rights_fields,
        *Lifetime.lifetime_fields,
    ]
    base_form_class = GuideForm
    parent_page_types: ClassVar[list[str]] = ["library.LibraryIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    og_type = "article"
    search_kind = "guides"
    tells_provenance = True
    search_template = "library/result.html"
    search_prefetch = ("topics__topic",)
    #: `guide.pdf` below its address (library.takeaway).
    file_stem = "guide"
    #: A copy is another work.
    exclude_fields_in_copy = ["number", "confirmations"]

    #: Set for lists only (library.querysets.with_languages): where the guide can be read, and where it soon can be.
    languages: list[Version]
    in_progress: list[str]
    #: Set by its form when a confirmation went before the dates in there.
    has_kept_dates = False
    #: Set with the other rows of its page (library.rows): the public kits that hold it, in all languages.
    kits: list[Any]
    #: Set while it is deleted (library.other_versions): rows that name it, for another version.
    rows_to_keep: list[Any]

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A guide gets its number when it is first public; one for members is closed before it is stored."""
        if self.live and self.number is None:
            self.number = WorkNumber.of(self.translation_key)
        self.provenance = provenance_of(self)
        fields = kwargs.get("update_fields")
        is_whole = fields is None or "visibility" in fields  # a draft leaves what readers see as it is
        if is_whole:
            members.follow_original(self)
            members.close(self)
        super().save(*args, **kwargs)
        if is_whole:
            members.close(self)
            members.tell_translations(self)

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        """Refuse what lacks something that is required, whoever publishes it: editors, workflows, the clock.

        Raises NotReadyError; a scheduled publication is given up instead, so that those after it take place.
        """
        try:
            readiness.require(revision.as_object())
        except readiness.NotReadyError as error:
            if kwargs.get("log_action") != "wagtail.publish.scheduled":
                raise
            type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=None)
            logger.warning("Guide %s was not published on time: %s", self.pk, ", ".join(error.message_dict))
            return None
        return super().publish(revision, *args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> GuidePage:
        """The page as a revision has it, but with its own number: revisions may be copied from another work.

        Where somebody confirmed it since (library.keeping), with the dates of that.
        """
        made: GuidePage = super().with_content_json(content)
        made.number = self.number
        if made.confirmations != self.confirmations:
            made.reviewed, made.review_by, made.confirmations = self.reviewed, self.review_by, self.confirmations
        return made

    def clean(self) -> None:
        """Say what is missing or contradictory in the words of the panels."""
        super().clean()
        if self.group_min and self.group_max and self.group_min > self.group_max:
            raise ValidationError({"group_max": _("The largest group is smaller than the smallest one.")})

    @classmethod
    def checked_languages(cls, translation_key: uuid.UUID) -> set[int]:
        """Where its editors, or a credit, say that a machine's text was gone over."""
        checked = cls.objects.filter(translation_key=translation_key, provenance=Provenance.MACHINE_REVIEWED)
        return set(checked.values_list("locale", flat=True))

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
    def version_text(self) -> str:
        """“GGSN guide 42, version 3.”, in the active language: how citations and handouts name it."""
        if self.number:
            words = gettext("GGSN guide %(number)s, version %(version)s.")
            return words % {"number": self.number, "version": self.version}
        return gettext("GGSN, version %(version)s.") % {"version": self.version}

    @property
    def challenge_text(self) -> str:
        """The problem in one sentence."""
        return self.problem or (self.challenge.label if self.challenge else "")

    @property
    def identifier(self) -> str:
        """The permanent name of the work, the same in every language (dcterms:identifier, RFC 9562)."""
        return self.translation_key.urn

    @property
    def material_list(self) -> list[str]:
        """What one needs, one thing after the other."""
        return [line.strip() for line in self.materials.splitlines() if line.strip()]

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
