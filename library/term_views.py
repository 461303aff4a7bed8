"""The vocabularies in the admin: lists with usage counts, merging, and a plain refusal to delete what is in use."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.tables import UsageCountColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button
from wagtail.models import ReferenceIndex
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import EditView, IndexView, SnippetViewSet, SnippetViewSetGroup

from library.merging import merge
from library.models import Challenge, Issue, Topic
from library.models.taxonomy import Term
from library.terms import uses


class TermIndexView(IndexView):
    """The list of a vocabulary, with how often each term is used."""

    def get_base_queryset(self) -> Any:
        """With what the column of uses shows; one subquery for all rows."""
        return super().get_base_queryset().annotate(usage_count=ReferenceIndex.usage_count_subquery(self.model))


class TermEditView(EditView):
    """The form of a term, with the way to merge it."""

    merge_url_name = ""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Wagtail's own, and merging for those who may delete."""
        buttons: list[Button] = super().header_more_buttons
        if self.can_delete:
            address = reverse(self.merge_url_name, args=(self.object.pk,))
            buttons.append(Button(_("Merge with another"), url=address, icon_name="resubmit", priority=15))
        return buttons


class MergeView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Choose the term that is kept."""

    model: type[Term] = Topic
    permission_required = "delete"
    template_name = "library/admin/merge.html"
    page_title = _("Merge")
    header_icon = "resubmit"
    index_url_name = ""

    @cached_property
    def object(self) -> Any:
        """The term that goes."""
        return get_object_or_404(self.model, pk=self.kwargs["pk"])

    @property
    def uses(self) -> int:
        """How often it is used."""
        return uses(self.object)

    @property
    def list_url(self) -> str:
        """The list of the vocabulary."""
        return reverse(self.index_url_name)

    def get_page_subtitle(self) -> str:
        """The term."""
        return str(self.object)

    def get_form(self, form_class: Any = None) -> forms.Form:
        """One choice: the other terms of the same vocabulary and language."""
        others = self.model._default_manager.filter(locale=self.object.locale).exclude(pk=self.object.pk)
        form = forms.Form(**self.get_form_kwargs())
        form.fields["kept"] = forms.ModelChoiceField(others, label=_("The term that is kept"))
        return form

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Merge, and say so."""
        kept = form.cleaned_data["kept"]
        try:
            merge(self.object, kept, self.request.user)
        except ValidationError as error:
            form.add_error("kept", error)
            return self.form_invalid(form)
        messages.success(self.request, gettext("“%(old)s” is “%(kept)s” now.") % {"old": self.object, "kept": kept})
        return HttpResponseRedirect(self.list_url)


class TermViewSet(SnippetViewSet):
    """What all vocabularies share."""

    index_view_class = TermIndexView
    edit_view_class = TermEditView
    copy_view_enabled = False
    list_filter = ["locale"]
    names = ["name", "key", "order"]

    @cached_property
    def list_display(self) -> list[Any]:
        """The columns of the list."""
        return [*self.names, UsageCountColumn("usage_count", label=_("Used"), width="10%")]

    def get_edit_view_kwargs(self) -> dict[str, Any]:
        """With the address of the merging."""
        return {**super().get_edit_view_kwargs(), "merge_url_name": self.get_url_name("merge")}

    def get_urlpatterns(self) -> list[Any]:
        """With the view that merges."""
        view = self.construct_view(MergeView, model=self.model, index_url_name=self.get_url_name("list"))
        return [*super().get_urlpatterns(), path("merge/<int:pk>/", view, name="merge")]


class TopicViewSet(TermViewSet):
    """Topics, in two levels."""

    model = Topic
    icon = "tag"
    names = ["name", "parent", "key", "order"]


class ChallengeViewSet(TermViewSet):
    """Challenges."""

    model = Challenge
    icon = "help"
    names = ["label", "topic", "key", "order"]
    list_filter = ["locale", "topic"]


class IssueViewSet(TermViewSet):
    """Issues and movements."""

    model = Issue
    icon = "group"


class VocabularyGroup(SnippetViewSetGroup):
    """The vocabularies of the library, together."""

    items = (TopicViewSet, ChallengeViewSet, IssueViewSet)
    menu_label = _("Vocabularies")
    menu_icon = "tag"
    menu_order = 300


def register() -> None:
    """Called once, by wagtail_hooks."""
    register_snippet(VocabularyGroup)


def refuse_terms_in_use(request: HttpRequest, terms: list[Any]) -> HttpResponse | None:
    """Before a deletion, of one or many: what is in use stays, drafts count, and the message says what to do."""
    used = [(term, count) for term in terms if isinstance(term, Term) and (count := uses(term))]
    for term, count in used:
        sentence = ngettext(
            "“%(term)s” cannot be deleted: it is used %(n)d time. Merge it with another term instead.",
            "“%(term)s” cannot be deleted: it is used %(n)d times. Merge it with another term instead.",
            count,
        )
        messages.error(request, sentence % {"term": term, "n": count})
    return HttpResponseRedirect(reverse(type(used[0][0]).snippet_viewset.get_url_name("list"))) if used else None
