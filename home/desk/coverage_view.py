"""The translation desk in the admin: works by languages, as a page and as a spreadsheet."""

from __future__ import annotations

import uuid
from collections import OrderedDict
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import Button
from wagtail.models import Locale, Page
from wagtail.permissions import policy_registry

from home import i18n
from home.desk import coverage, facets
from home.models.desk import Work, WorkVersion
from home.translators import orders, rights

DRAFTS = "hidden"
#: What a row needs of a work and its page.
COLUMNS = ("page__path", "page__depth", "page__title", "page__locale", "locale", "section", "parts")


def _languages() -> list[tuple[str, str]]:
    names = dict(i18n.language_choices())
    return [(code, names[code]) for code in i18n.locales()]


def _sections() -> list[tuple[str, str]]:
    names = coverage.section_names(Work.objects.order_by().values_list("section", flat=True).distinct())
    return [(str(key or ""), name) for key, name in names.items() if key]


def chosen_locales(codes: list[str]) -> list[Locale]:
    """The languages with these codes in the order of the site's; all of them where none is chosen."""
    known = i18n.locales()
    return [locale for code, locale in known.items() if code in codes] or list(known.values())


class DeskFilterSet(WagtailFilterSet):
    """By section, original language, state, and whatever the apps know of their works (home.desk.facets)."""

    section = django_filters.ChoiceFilter(label=_("Section"), choices=_sections, method="in_section")
    original = django_filters.ChoiceFilter(label=_("Written in"), choices=_languages, method="written_in")
    language = django_filters.MultipleChoiceFilter(
        label=_("Languages that are shown"),
        choices=_languages,
        method="all_of_them",
        widget=forms.CheckboxSelectMultiple,
    )
    state = django_filters.ChoiceFilter(
        label=_("State in one of these languages"),
        choices=[choice for choice in WorkVersion.State.choices if choice[0] != WorkVersion.State.ORIGINAL],
        method="in_state",
    )
    readers = django_filters.ChoiceFilter(
        label=_("Originals"),
        choices=[(DRAFTS, _("Drafts, and pages that are not for everybody"))],
        empty_label=_("Everybody can read them"),
        method="all_of_them",
    )

    filters: OrderedDict[str, Any]

    class Meta:
        model = Work
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """With the facets of the apps after the section."""
        super().__init__(*args, **kwargs)
        own = self.filters
        self.filters = OrderedDict(section=own.pop("section"))
        for facet in facets.facets.values():
            asked = django_filters.ChoiceFilter(label=facet.label, choices=facet.choices, method="having")
            asked.field_name, asked.parent = facet.name, self
            self.filters[facet.name] = asked
        self.filters.update(own)

    @property
    def locales(self) -> list[Locale]:
        """The languages that are shown."""
        return chosen_locales(self.form.cleaned_data.get("language") or [] if self.is_valid() else [])

    @property
    def asks_for_hidden(self) -> bool:
        """Whether originals that readers do not have are asked for."""
        return self.is_valid() and self.form.cleaned_data.get("readers") == DRAFTS

    def in_section(self, works: Any, name: str, value: str) -> Any:
        """Below a list, and that list."""
        return works.filter(section=uuid.UUID(value))

    def written_in(self, works: Any, name: str, value: str) -> Any:
        """First written in a language."""
        return works.filter(locale__language_code=value)

    def in_state(self, works: Any, name: str, value: str) -> Any:
        """In this state in one of the languages that are shown."""
        return coverage.in_state(works, value, self.locales)

    def having(self, works: Any, name: str, value: str) -> Any:
        """With a property that an app knows."""
        return facets.facets[name].having(works, value)

    def all_of_them(self, works: Any, name: str, value: Any) -> Any:
        """What is asked of the view itself."""
        return works


class DeskView(ReportView):
    """Works by languages. Whoever works with pages may see it; each cell leads where that person may go."""

    model = Work
    template_name = "wagtailadmin/reports/base_report.html"
    results_template_name = "home/admin/desk_results.html"
    page_title = _("Translation desk")
    header_icon = "globe"
    index_url_name = "desk"
    index_results_url_name = "desk_results"
    any_permission_required = ["add", "change", "publish"]
    filterset_class = DeskFilterSet
    is_searchable = True
    search_fields = ["page__title"]
    paginate_by = 25
    export_filename = "translations"

    @cached_property
    def permission_policy(self) -> Any:
        """Asked of pages: works belong to nobody."""
        return policy_registry.get_by_type(Page)

    @cached_property
    def locales(self) -> list[Locale]:
        """The languages that are shown."""
        found: list[Locale] = self.filters.locales
        return found

    def get_header_more_buttons(self) -> list[Any]:
        """Beside the spreadsheets: the texts themselves, for those who translate."""
        buttons: list[Any] = super().get_header_more_buttons()
        if rights.languages(self.request.user, "change"):
            url = reverse("exchange")
            buttons.append(Button(gettext("Translate elsewhere"), url=url, icon_name="upload", priority=95))
        return buttons

    def get_queryset(self) -> Any:
        """Those that this person may know of, by section and title."""
        is_hidden = self.filters.asks_for_hidden
        self.queryset = coverage.hidden_works(self.request.user) if is_hidden else coverage.public_works()
        return super().get_queryset()

    def order_queryset(self, queryset: Any) -> Any:
        """The newest first."""
        return queryset.order_by("-page__first_published_at", "pk").select_related("page").only(*COLUMNS)

    def get_filtered_queryset(self) -> Any:
        """Filtered once: `get_queryset` does it."""
        return self.get_queryset()

    def decorate_paginated_queryset(self, object_list: Any) -> list[coverage.Row]:
        """With the cells."""
        return coverage.rows(object_list, self.locales, self.request.user, self.request.path)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The languages, and the sums of what is listed."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        context["locales"] = self.locales
        if not self.is_export:
            found = coverage.sums(self.object_list, self.locales)
            names: dict[Any, str] = {"all": gettext("All"), **coverage.section_names(found.keys() - {"all"})}
            context["orders"] = orders.unfinished(self.request.user)
            context["sums"] = [(names.get(section, ""), found[section]) for section in names if section in found]
        return context

    # ------------------------------------------------------------ the spreadsheet

    @cached_property
    def list_export(self) -> list[str]:
        """A column for each language."""
        return ["title", "section", "original", *(locale.language_code for locale in self.locales)]

    @property
    def export_headings(self) -> dict[str, Any]:
        """What the columns are called."""
        own: dict[str, Any] = {"title": _("Title"), "section": _("Section"), "original": _("Written in")}
        return {**own, **{code: name for code, name in _languages() if code in self.list_export}}

    def to_row_dict(self, item: coverage.Row) -> dict[str, Any]:
        """A line."""
        cells = {cell.code: f"{cell.label} {cell.claim}".strip() for cell in item.cells}
        return OrderedDict(title=item.page.title, section=item.section, original=item.original, **cells)
