"""How far an edit goes: what its editor said, kept with the revision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from home.models.desk import Grade, GradedEdit

#: When nobody says anything: readers and translators are told, and nobody is hurried.
DEFAULT = Grade.MINOR


def grade_of(revision: Revision | None) -> Grade:
    """The grade of a version of a page."""
    given = GradedEdit.objects.filter(revision=revision).values_list("grade", flat=True).first() if revision else None
    return Grade(given) if given else DEFAULT


def keep(revision: Revision, grade: str) -> None:
    """Keep what the editor said with what they saved; a version may be saved over."""
    GradedEdit.objects.update_or_create(revision=revision, defaults={"grade": grade})


def may_be_graded(page: Page) -> bool:
    """Whether an edit can make a translation older: that of a text that readers have already."""
    return bool(page.pk and page.live and getattr(page, "is_original", False) and not page.alias_of_id)


def initial(page: Page) -> str:
    """What a draft that is not public yet was given, so that who goes on with it need not know."""
    return grade_of(page.latest_revision) if page.has_unpublished_changes else DEFAULT


class GradeField(forms.ChoiceField):
    """Asks how far an edit goes. A form without it changes nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("What did you change?"),
            help_text=_("Counts when you publish. Readers of the translations are told of all but typing errors."),
            choices=Grade.choices,
            widget=forms.RadioSelect,
            required=False,
            **kwargs,
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Not when it was left out."""
        return bool(data) and super().has_changed(initial, data)
