"""What a guide has several of: topics, places, people, files, links. Rows of its own, in the order editors gave."""

from __future__ import annotations

import mimetypes
import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel
from wagtail.models import Orderable, Page, TranslatableMixin
from wagtail_localize.fields import SynchronizedField

from home import countries
from home.i18n import language_choices
from home.pdf import pages_of_pdf
from home.regions import Region
from library.models.guide import GuidePage
from library.models.taxonomy import Issue, Topic
from library.vocabulary import Place, Relation, Role


class GuideTopic(TranslatableMixin, Orderable):
    """A topic of a guide. A child of its own, because wagtail-localize does not translate many-to-many fields."""

    page = ParentalKey(GuidePage, on_delete=models.CASCADE, related_name="topics")
    topic = models.ForeignKey(Topic, verbose_name=_("topic"), on_delete=models.PROTECT, related_name="guide_links")

    panels: ClassVar[list[FieldPanel]] = [FieldPanel("topic")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("topic")


class GuideIssue(TranslatableMixin, Orderable):
    """A movement or issue that a guide comes from."""

    page = ParentalKey(GuidePage, on_delete=models.CASCADE, related_name="issues")
    issue = models.ForeignKey(Issue, verbose_name=_("issue"), on_delete=models.PROTECT, related_name="guide_links")

    panels: ClassVar[list[FieldPanel]] = [FieldPanel("issue")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("issue or movement")


class GuideRegion(Orderable):
    """A region where a guide has been used."""

    page = ParentalKey(GuidePage, on_delete=models.CASCADE, related_name="regions")
    region = models.CharField(verbose_name=_("region"), max_length=2, choices=Region.choices)

    panels: ClassVar[list[FieldPanel]] = [FieldPanel("region")]

    class Meta(Orderable.Meta):
        verbose_name = _("region")


class GuideCountry(Orderable):
    """A country where a guide has been used, or for whose law it was checked."""

    page = ParentalKey(GuidePage, on_delete=models.CASCADE, related_name="countries")
    country = models.CharField(verbose_name=_("country"), max_length=2, choices=countries.choices)
    place = models.CharField(
        verbose_name=_("what it has to do with it"), max_length=4, choices=Place.choices, default=Place.USED
    )

    panels: ClassVar[list[Any]] = [FieldRowPanel([FieldPanel("country"), FieldPanel("place")])]

    class Meta(Orderable.Meta):
        verbose_name = _("country")

    @property
    def name(self) -> str:
        """“Kenya”, in the active language."""
        return countries.name(self.country)


def refuse_addresses(name: str) -> None:
    """Raises ValidationError for a name that holds an e-mail address: it would stand on a public page."""
    if re.search(r"\S@\S+\.\w", name):
        raise ValidationError({"name": _("Write a name or a pseudonym, never an e-mail address.")})


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
        help_text=_("For those who translated, or checked a translation: into which language."),
    )

    panels: ClassVar[list[Any]] = [
        PageChooserPanel("project", "network.ProjectPage"),
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("role"), FieldPanel("language")]),
    ]

    #: People are called what they wish to be called, in every language.
    override_translatable_fields: ClassVar[list[Any]] = [SynchronizedField("name", overridable=False)]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("contributor")

    def clean(self) -> None:
        """One of the two ways to name somebody, the language of a translation, and never an address."""
        super().clean()
        refuse_addresses(self.name)
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
    pages = models.PositiveSmallIntegerField(
        verbose_name=_("sides"), null=True, blank=True, help_text=_("Those of a PDF are counted.")
    )

    panels: ClassVar[list[Any]] = [
        FieldPanel("document"),
        FieldPanel("label"),
        FieldPanel("note"),
        FieldRowPanel([FieldPanel("language"), FieldPanel("pages")]),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("download")

    def clean(self) -> None:
        """A PDF knows how many sides it has; nobody has to count them, or to correct them for a new file."""
        super().clean()
        if self.document and self.media_type == "application/pdf":
            self.pages = pages_of_pdf(self.document) or self.pages

    @property
    def file_language(self) -> str:
        """The code of the language of the file, as the file says; else as this row does, which translations share."""
        return (self.document.language if self.document else "") or self.language

    @property
    def media_type(self) -> str:
        """`application/pdf`, by the name of the file; empty without a file."""
        return (mimetypes.guess_type(self.document.filename)[0] or "") if self.document else ""


class GuideLink(TranslatableMixin, Orderable):
    """Something elsewhere: what the guide is based on, an example, where to learn more."""

    page = ParentalKey(GuidePage, on_delete=models.CASCADE, related_name="links")
    relation = models.CharField(
        verbose_name=_("why it is here"), max_length=10, choices=Relation.choices, default=Relation.LEARN_MORE
    )
    url = models.URLField(verbose_name=_("address"), max_length=500)
    title = models.CharField(verbose_name=_("title"), max_length=255)
    year = models.PositiveSmallIntegerField(
        verbose_name=_("year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1000), MaxValueValidator(2999)],
    )
    language = models.CharField(
        verbose_name=_("its language"),
        max_length=12,
        blank=True,
        validators=[RegexValidator(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", _("Write a code such as en or pt-BR."))],
        help_text=_("Its code (BCP 47): en, pt-BR, quc. It may be one that this site does not have."),
    )

    panels: ClassVar[list[Any]] = [
        FieldPanel("relation"),
        FieldPanel("url"),
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("year"), FieldPanel("language")]),
    ]
    override_translatable_fields: ClassVar[list[SynchronizedField]] = [
        SynchronizedField("url", overridable=False),
        SynchronizedField("language", overridable=False),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("link")


class RelatedGuide(Orderable):
    """A guide that goes well with this one."""

    page = ParentalKey(GuidePage, on_delete=models.CASCADE, related_name="related_guides")
    guide = models.ForeignKey(GuidePage, verbose_name=_("guide"), on_delete=models.CASCADE, related_name="+")

    panels: ClassVar[list[Any]] = [PageChooserPanel("guide", "library.GuidePage")]

    class Meta(Orderable.Meta):
        verbose_name = _("related guide")
