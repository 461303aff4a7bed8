"""Where the other ways in are in the admin: what editors make of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse_lazy
from django.utils.cache import add_never_cache_headers
from django.utils.text import Truncator
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.menu import MenuItem

from library.models import GuidePage
from stories.models import NewsArticlePage, Submission
from stories.states import locked
from stories.ways import phone, rights, roundups, suggested


class PhoneMenuItem(MenuItem):
    """Shown to those who may write down a story for its sender."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Asked for each page of the admin."""
        return rights.may_enter(request.user)


def menu_item() -> MenuItem:
    """Below the queue of stories."""
    return PhoneMenuItem(
        gettext_lazy("A story by phone"),
        reverse_lazy("stories_phone"),
        name="stories-phone",
        icon_name="edit",
        order=141,
    )


def addresses() -> list[URLPattern]:
    """Below /admin/."""
    return [
        path("stories/phone/", phone.enter, name="stories_phone"),
        path("stories/queue/<int:pk>/guide/", make_guide, name="stories_make_guide"),
        path("stories/queue/<int:pk>/round-up/", round_up, name="stories_round_up"),
    ]


@require_POST
def make_guide(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft in the library, and its editor; pressed twice it is one draft."""
    with transaction.atomic():
        submission = locked(get_object_or_404(Submission, pk=pk))
        if not rights.may_make_guide(request.user, submission):
            raise PermissionDenied
        guide = submission.guide or suggested.make_draft(submission, request.user)
    return redirect("wagtailadmin_pages:edit", guide.pk)


class RoundUpForm(forms.Form):
    """Which answers stand in the article."""

    answers = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Answers"),
        queryset=Submission.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, question: Submission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["answers"]
        field.queryset = roundups.answers_of(question)
        field.label_from_instance = _begins
        field.initial = field.queryset


def _begins(answer: Submission) -> str:
    """How an answer begins, with the name that its sender chose."""
    name = answer.byline_name or gettext("A member of the network")
    return f"{name}: {Truncator(answer.text).words(20)}"


@require_http_methods(["GET", "HEAD", "POST"])
def round_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose answers and begin an article with them, then its editor; pressed twice it is one article."""
    with transaction.atomic():
        question = locked(get_object_or_404(Submission, pk=pk))
        if not rights.may_round_up(request.user, question):
            raise PermissionDenied
        if question.round_up is not None:
            return redirect("wagtailadmin_pages:edit", question.round_up.pk)
        form = RoundUpForm(request.POST if request.method == "POST" else None, question=question)
        if form.is_valid():
            article = roundups.begin(question, form.cleaned_data["answers"], request.user)
            messages.success(request, gettext("This is a draft. Add what ties it together, then have it published."))
            return redirect("wagtailadmin_pages:edit", article.pk)
    context = {
        "form": form,
        "question": question,
        "header_title": gettext("Begin a round-up"),
        "header_icon": "doc-full",
    }
    response = TemplateResponse(request, "stories/ways/admin/round_up.html", context)
    add_never_cache_headers(response)
    return response


def before_publishing(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Wagtail's hook: an article with words that are not public any more stays with its editor, who reads whose.

    So does a guide with those of who took their suggestion back.
    """
    if not isinstance(page.specific, (NewsArticlePage, GuidePage)):
        return None
    newest = page.specific.get_latest_revision_as_object()
    held = roundups.words_in_the_way(newest)
    if not held:
        return None
    said = gettext(
        "It is saved and not published: it holds words that their senders took back, or that are in review again "
        "(%(references)s). Take them out first."
    )
    messages.error(request, said % {"references": ", ".join(held)})
    return redirect("wagtailadmin_pages:edit", page.pk)
