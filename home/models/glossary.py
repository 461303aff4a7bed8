"""Terms that the translators of a language have agreed on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel
from wagtail.models import Locale

from home.search import words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class GlossaryTermForm(WagtailAdminModelForm):
    """Only the languages whose glossary this person may change."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from home.helping import glossary_rights

        field, allowed = self.fields["target_locale"], glossary_rights.locales_for(self.for_user)
        field.queryset = field.queryset.filter(pk__in=allowed)
        if len(allowed) == 1 and self.instance._state.adding:
            field.initial = next(iter(allowed))


class GlossaryTerm(models.Model):
    """A term of one language and what is said for it in another."""

    source_locale = models.ForeignKey(
        Locale, verbose_name=_("translated from"), on_delete=models.CASCADE, related_name="+"
    )
    target_locale = models.ForeignKey(
        Locale, verbose_name=_("translated into"), on_delete=models.CASCADE, related_name="+"
    )
    term = models.CharField(
        verbose_name=_("term"),
        max_length=120,
        help_text=_("As it stands in a dictionary: “eviction”, not “evictions”."),
    )
    translation = models.CharField(verbose_name=_("agreed translation"), max_length=120)
    avoid = models.TextField(
        verbose_name=_("do not use"),
        blank=True,
        max_length=500,
        help_text=_("Translations that were decided against, one a line."),
    )
    note = models.TextField(verbose_name=_("note"), blank=True, max_length=500)
    is_exact = models.BooleanField(
        verbose_name=_("capital letters count"),
        default=False,
        help_text=_("For names and abbreviations: “US” is not “us”."),
    )

    base_form_class = GlossaryTermForm
    panels: ClassVar[list[FieldPanel]] = [
        FieldPanel("source_locale"),
        FieldPanel("target_locale"),
        FieldPanel("term"),
        FieldPanel("translation"),
        FieldPanel("avoid"),
        FieldPanel("note"),
        FieldPanel("is_exact"),
    ]
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("agreed term")
        verbose_name_plural = _("glossary")
        ordering: ClassVar[list[str]] = ["term", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["source_locale", "target_locale", "term"],
                name="one_agreed_translation",
                violation_error_message=_("There is an agreed translation of this term already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.term} → {self.translation}"

    @property
    def avoided(self) -> list[str]:
        """The translations that were decided against."""
        return [line.strip() for line in self.avoid.splitlines() if line.strip()]

    def clean(self) -> None:
        """Two languages, and words that can be found in a text."""
        super().clean()
        faults: dict[str, StrOrPromise] = {}
        if self.source_locale_id and self.source_locale_id == self.target_locale_id:
            faults["target_locale"] = _("Choose two languages.")
        for name in ("term", "translation"):
            if getattr(self, name) and not any(words.read(getattr(self, name))):
                faults[name] = _("Write a word.")
        if faults:
            raise ValidationError(faults)
