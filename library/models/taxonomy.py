"""Topics, issues and challenges: terms that editors keep, with one record a language and one key for all of them."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

KEY = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Use small Latin letters, digits and hyphens."))


class Pattern(models.TextChoices):
    """The drawn patterns of the design, one a topic; not translated, they are names of drawings."""

    RIGHTS = "rights", _("Doors")
    SAFETY = "safety", _("Umbrellas")
    FACILITATION = "facilitation", _("Seats in a ring")
    STRATEGY = "strategy", _("Stairs")
    ACTION = "action", _("Flags")
    DEESCALATION = "deescalation", _("From jagged to calm")
    CARE = "care", _("Leaves")
    MONEY = "money", _("Seeds and sprouts")
    MEDIA = "media", _("Radio waves")
    LAND = "land", _("Furrows")
    LANGUAGE = "language", _("Speech")
    ORGANISING = "organising", _("Basket weave")


class Term(TranslatableMixin, index.Indexed, models.Model):
    """A word of a vocabulary. The key never changes: addresses and exports use it."""

    key = models.CharField(
        verbose_name=_("key"),
        max_length=40,
        validators=[KEY],
        help_text=_("Short, in Latin letters, the same in every language. It stands in addresses and never changes."),
    )
    order = models.PositiveSmallIntegerField(
        verbose_name=_("order"), default=0, help_text=_("Small numbers come first.")
    )

    exact_match = models.URLField(
        verbose_name=_("the same elsewhere"),
        blank=True,
        help_text=_("The address of the same term in Wikidata (skos:exactMatch), for other catalogues."),
    )

    override_translatable_fields: ClassVar[list[SynchronizedField]] = [SynchronizedField("key", overridable=False)]

    class Meta(TranslatableMixin.Meta):
        abstract = True

    @property
    def identifier(self) -> str:
        """The permanent name of the term, the same in every language (RFC 9562)."""
        return self.translation_key.urn

    def clean(self) -> None:
        """A key never changes and is never used for something else: addresses and exports name it."""
        super().clean()
        kind = type(self)
        stored = kind._default_manager.filter(pk=self.pk).values_list("key", flat=True).first() if self.pk else None
        if stored is not None and stored != self.key:
            raise ValidationError({"key": _("The key cannot be changed: addresses and other catalogues use it.")})
        if TermAlias.objects.filter(vocabulary=kind._meta.model_name, key=self.key).exists():
            raise ValidationError({"key": _("This key belonged to a term that was merged. Choose another one.")})


class TermAlias(models.Model):
    """The key of a term that was merged with another one; addresses that hold it go on working."""

    vocabulary = models.CharField(max_length=20)
    key = models.CharField(max_length=40)
    #: The work that was kept, in all its languages.
    translation_key = models.UUIDField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vocabulary", "key"], name="one_alias_a_key")]

    def __str__(self) -> str:
        return f"{self.vocabulary}: {self.key}"


class Topic(Term):
    """What a guide or story is about; gives it its pattern and its colours. Topics have two levels."""

    name = models.CharField(verbose_name=_("name"), max_length=80)
    summary = models.CharField(verbose_name=_("in a few words"), max_length=160, blank=True)
    description = models.TextField(verbose_name=_("description"), max_length=500, blank=True)
    pattern = models.CharField(
        verbose_name=_("pattern"), max_length=20, choices=Pattern.choices, default=Pattern.ORGANISING
    )

    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parts",
        help_text=_("A wider topic in the same language. Empty for the topics at the top."),
    )

    panels: ClassVar[list[FieldPanel]] = [
        FieldPanel("name"),
        FieldPanel("summary"),
        FieldPanel("description"),
        FieldPanel("parent"),
        FieldPanel("key"),
        FieldPanel("pattern"),
        FieldPanel("order"),
        FieldPanel("exact_match"),
    ]
    search_fields: ClassVar[list[index.BaseField]] = [index.AutocompleteField("name"), index.FilterField("locale_id")]

    class Meta(Term.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["order", "key"]
        constraints = [models.UniqueConstraint(fields=["locale", "key"], name="one_topic_a_key_and_language")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Two levels, no more, and both in one language."""
        super().clean()
        if self.parent is None:
            return
        if self.parent.locale_id != self.locale_id:
            raise ValidationError({"parent": _("Choose a topic in the same language.")})
        if self.parent_id == self.pk or self.parent.parent_id or (self.pk and self.parts.exists()):
            raise ValidationError({"parent": _("Topics have two levels: a topic and its parts.")})


class Issue(Term):
    """The movement or issue that something comes from: land, housing, statelessness, climate …"""

    name = models.CharField(verbose_name=_("name"), max_length=80)

    panels: ClassVar[list[FieldPanel]] = [
        FieldPanel("name"),
        FieldPanel("key"),
        FieldPanel("order"),
        FieldPanel("exact_match"),
    ]
    search_fields: ClassVar[list[index.BaseField]] = [index.AutocompleteField("name"), index.FilterField("locale_id")]

    class Meta(Term.Meta):
        verbose_name = _("issue or movement")
        verbose_name_plural = _("issues and movements")
        ordering = ["order", "key"]
        constraints = [models.UniqueConstraint(fields=["locale", "key"], name="one_issue_a_key_and_language")]

    def __str__(self) -> str:
        return self.name


class Challenge(Term):
    """A problem as people say it: “Our phones may be searched”."""

    label = models.CharField(
        verbose_name=_("as people say it"), max_length=120, help_text=_("In the first person: “We …”")
    )
    topic = models.ForeignKey(Topic, verbose_name=_("topic"), on_delete=models.PROTECT, related_name="challenges")

    panels: ClassVar[list[FieldPanel]] = [
        FieldPanel("label"),
        FieldPanel("topic"),
        FieldPanel("key"),
        FieldPanel("order"),
        FieldPanel("exact_match"),
    ]
    search_fields: ClassVar[list[index.BaseField]] = [index.AutocompleteField("label"), index.FilterField("locale_id")]

    class Meta(Term.Meta):
        verbose_name = _("challenge")
        verbose_name_plural = _("challenges")
        ordering = ["order", "key"]
        constraints = [models.UniqueConstraint(fields=["locale", "key"], name="one_challenge_a_key_and_language")]

    def __str__(self) -> str:
        return self.label
