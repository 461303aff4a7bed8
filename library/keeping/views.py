"""Keeping guides right in the admin: the report, the confirmation, the notice on the start page."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import PageReportView
from wagtail.admin.widgets import AdminDateInput
from wagtail.admin.widgets.button import Button
from wagtail.models import Locale, Page

from home import i18n
from home.permissions import pages_with_right, works_with_pages
from library import querysets
from library.filters import terms_for
from library.keeping.confirming import PERIOD, confirm, may_confirm
from library.keeping.due import due_for
from library.models import GuidePage, Topic

#: How many guides the start page names.
ON_START_PAGE = 5


def _topics() -> list[tuple[str, str]]:
    terms = terms_for(Topic.objects.order_by("order", "key", "pk"), i18n.active_locale())
    return [(key, topic.name) for key, topic in terms.items()]


class DueFilterSet(WagtailFilterSet):
    """By language, by topic, and only those whose date has passed."""

    locale = django_filters.ModelChoiceFilter(label=_("Language"), queryset=Locale.objects.all())
    topic = django_filters.ChoiceFilter(label=_("Topic"), choices=_topics, method="on_topic")
    overdue = django_filters.BooleanFilter(
        label=_("Only those that are overdue"), method="only_overdue", widget=forms.CheckboxInput
    )

    class Meta:
        model = GuidePage
        fields = ["locale"]

    def on_topic(self, guides: Any, name: str, key: str) -> Any:
        """On a topic, whatever the language of its record."""
        return guides.filter(pk__in=querysets.links_to_topic(key).values("page"))

    def only_overdue(self, guides: Any, name: str, asked: bool) -> Any:
        """Where it is ticked."""
        return guides.filter(review_by__lt=timezone.localdate()) if asked else guides


class DueReport(PageReportView):
    """Guides that should be looked at again, as a page and as a spreadsheet."""

    model = GuidePage
    results_template_name = "library/admin/due_results.html"
    page_title = _("Guides to look at again")
    header_icon = "calendar-check"
    filterset_class = DueFilterSet
    index_url_name = "guides_due"
    index_results_url_name = "guides_due_results"
    any_permission_required = ["add", "change", "publish"]
    list_export = ["number", "title", "locale", "review_by", "reviewed", "full_url"]
    export_headings = {"full_url": _("Address")}
    export_filename = "guides-to-look-at-again"

    def get_queryset(self) -> Any:
        """Those that this person may edit."""
        self.queryset = due_for(self.request.user).defer_streamfields().select_related("locale")
        return super().get_queryset()

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Which of them this person may confirm, and what day it is."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        shown = [guide.pk for guide in context["object_list"]]
        allowed = GuidePage.objects.filter(pk__in=shown).filter(pk__in=pages_with_right(self.request.user, "publish"))
        return {**context, "may_confirm": set(allowed.values_list("pk", flat=True)), "today": timezone.localdate()}


class DueMenuItem(MenuItem):
    """Shown to those who work with pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Asked for each page of the admin."""
        return works_with_pages(request.user)


def menu_item() -> MenuItem:
    """In the menu of reports."""
    return DueMenuItem(_("Guides to look at again"), reverse_lazy("guides_due"), icon_name="calendar-check", order=600)


class ConfirmForm(forms.Form):
    """When it should be looked at again."""

    review_by = forms.DateField(
        label=_("Look at it again by"),
        required=False,
        widget=AdminDateInput,
        help_text=_("Empty: never, it does not age."),
    )

    def clean_review_by(self) -> Any:
        """Not today, not in the past."""
        date = self.cleaned_data["review_by"]
        if date is not None and date <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return date


class ConfirmView(WagtailAdminTemplateMixin, FormView):
    """Confirm a guide; asks for the next date, stores it when the form is sent."""

    template_name = "library/admin/confirm.html"
    page_title = _("Still right?")
    header_icon = "calendar-check"
    form_class = ConfirmForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only for those who may. Raises PermissionDenied."""
        if not may_confirm(request.user, self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def object(self) -> GuidePage:
        """The guide."""
        return get_object_or_404(GuidePage, pk=self.kwargs["pk"])

    @property
    def next_url(self) -> str:
        """Where one came from, if it is on this site."""
        given: str = get_valid_next_url_from_request(self.request)
        return given or reverse("wagtailadmin_pages:edit", args=(self.object.pk,))

    def get_page_subtitle(self) -> str:
        """What is confirmed is what is public, not the draft."""
        return str(self.object.title)

    def get_initial(self) -> dict[str, Any]:
        """A year from now."""
        return {"review_by": timezone.localdate() + PERIOD}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Confirm, and say so."""
        confirm(self.object, self.request.user, form.cleaned_data["review_by"])
        messages.success(self.request, gettext("“%(title)s” is confirmed.") % {"title": self.object.title})
        return HttpResponseRedirect(self.next_url)


def header_buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterable[Button]:
    """In the menu at the head of a guide."""
    if may_confirm(user, page):
        address = reverse("confirm_guide", args=(page.pk,))
        yield Button(_("Confirm that it is still right"), url=address, icon_name="calendar-check", priority=62)


class DuePanel(Component):
    """On the start page, for those who may edit one of them."""

    name = "guides_due"
    template_name = "library/admin/due_panel.html"
    order = 250

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """The first of them, and how many there are."""
        guides = due_for(parent_context["request"].user)
        first = list(guides.defer_streamfields().select_related("locale")[:ON_START_PAGE])
        count = len(first) if len(first) < ON_START_PAGE else guides.count()
        return {"guides": first, "count": count, "today": timezone.localdate()}


def addresses() -> list[URLPattern]:
    """Below /admin/."""
    return [
        path("reports/guides-due/", DueReport.as_view(), name="guides_due"),
        path("reports/guides-due/results/", DueReport.as_view(results_only=True), name="guides_due_results"),
        path("library/confirm/<int:pk>/", ConfirmView.as_view(), name="confirm_guide"),
    ]
