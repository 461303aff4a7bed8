"""The form that asks into which languages a work, and what is below it, is to be submitted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets import ListingButton
from wagtail.models import Locale, Page
from wagtail_localize.views.submit_translations import SubmitTranslationForm

from home.translators import rights


def lacking_below(instance: Any, locale_ids: Iterable[int]) -> set[int]:
    """In which of these languages some page below this one is missing. No query for one that has none, else two."""
    wanted = set(locale_ids)
    if not (wanted and isinstance(instance, Page) and instance.numchild):
        return set()
    below = instance.get_descendants().filter(alias_of=None).order_by().values("translation_key").distinct()
    versions = Page.objects.filter(translation_key__in=below, alias_of=None, locale__in=wanted).order_by()
    there = dict(versions.values_list("locale").annotate(Count("translation_key", distinct=True)))
    works = below.count()
    return {pk for pk in wanted if there.get(pk, 0) < works}


class LanguagesForm(SubmitTranslationForm):
    """wagtail-localize's form: the languages of one person, also those in which only pages below are missing."""

    def __init__(self, instance: Any, *args: Any, allowed: set[int], **kwargs: Any) -> None:
        super().__init__(instance, *args, **kwargs)
        missing = set(self.fields["locales"].queryset.values_list("pk", flat=True)) & allowed
        self._below_alone = lacking_below(instance, allowed - missing)
        offered = Locale.objects.filter(pk__in=missing | self._below_alone)
        self.fields["locales"].queryset = offered
        self.fields["include_subtree"].initial = bool(self._below_alone) and not missing
        self.fields["select_all"].widget = forms.CheckboxInput() if len(offered) > 1 else forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """A page is not submitted again where it is there."""
        cleaned: dict[str, Any] = super().clean() or {}
        there = [locale for locale in cleaned.get("locales", ()) if locale.pk in self._below_alone]
        if there and not cleaned.get("include_subtree"):
            names = _(", ").join(locale.get_display_name() for locale in there)
            sentence = _("This page is there already in %(languages)s. To submit those below it, include the subtree.")
            self.add_error("include_subtree", sentence % {"languages": names})
        return cleaned


def with_those_below(buttons: Iterable[Any], page: Page, user: Any) -> Iterable[Any]:
    """wagtail-localize's buttons of a page: “Translate this page” only where that is left to do for this person.

    Where it is not, but for pages below, “Translate the pages below”. Two queries, with pages below four.
    """
    mine = rights.may_submit_into(user, page)
    versions = page.get_translations(inclusive=True).filter(alias_of=None).values_list("locale", flat=True)
    is_missing = bool(mine.difference(versions))
    address = reverse("wagtail_localize:submit_page_translation", args=[page.alias_of_id or page.pk])
    for button in buttons:
        if button.url != address or is_missing:
            yield button
    if not is_missing and page.alias_of_id is None and lacking_below(page, mine):
        yield ListingButton(_("Translate the pages below"), address, priority=60, icon_name="wagtail-localize-language")
