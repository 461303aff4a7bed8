"""Claims and the review of translations in the admin."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.generic import FormView, TemplateView
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Comment, Locale, Page
from wagtail_localize.models import Translation

from home import i18n, localize
from home.desk import facets
from home.models import User
from home.models.translators import LONGEST_CLAIM, TranslationClaim, rules_of
from home.translators import claims, comparing, harmless, review, rights
from home.translators.order_view import OrderView


def _back(request: HttpRequest, instance: Any) -> HttpResponseRedirect:
    """Where one came from, else the editor of the version."""
    given = get_valid_next_url_from_request(request)
    return redirect(given or edit_url(instance))


def edit_url(instance: Any) -> str:
    """Where a version is edited."""
    if isinstance(instance, Page):
        return reverse("wagtailadmin_pages:edit", args=[instance.pk])
    return reverse(instance.snippet_viewset.get_url_name("edit"), args=[instance.pk])


def _crumbs(instance: Any, title: Any) -> list[dict[str, Any]]:
    return [{"url": edit_url(instance), "label": str(instance)}, {"url": "", "label": title}]


def _open_translation(translation_id: int) -> tuple[Translation, Any]:
    translation = get_object_or_404(Translation.objects.select_related("source", "target_locale"), pk=translation_id)
    return translation, localize.target_of(translation)


# ---------------------------------------------------------------- claims


class ClaimForm(forms.Form):
    """For how long, and to whom it is handed over."""

    days = forms.IntegerField(label=_("For how many days"), min_value=1, max_value=LONGEST_CLAIM)
    to = forms.ModelChoiceField(label=_("Hand over to"), queryset=User.objects.none(), required=False)


class ClaimView(WagtailAdminTemplateMixin, FormView):
    """The claim on a work in a language: take it, extend it, give it back, hand it over."""

    template_name = "home/admin/translators/claim.html"
    page_title = _("Who translates it")
    header_icon = "user"
    form_class = ClaimForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only for those who translate into the language and may read the work."""
        if self.work is None:
            raise Http404
        is_known = rights.may_read(request.user, self.work) or self._has_version_of(request.user)
        if not (rights.may_translate(request.user, self.locale.pk) and is_known and self._is_open()):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def _is_open(self) -> bool:
        return bool(facets.allowed(self.work, {self.locale.pk}))

    def _has_version_of(self, user: Any) -> bool:
        return self.work.locale_id == self.locale.pk and rights.may_write(user, self.work)

    @cached_property
    def key(self) -> uuid.UUID:
        """Of the work."""
        key: uuid.UUID = self.kwargs["key"]
        return key

    @cached_property
    def locale(self) -> Locale:
        """The language it is translated into."""
        return get_object_or_404(Locale, pk=self.kwargs["locale_id"])

    @cached_property
    def work(self) -> Any:
        """A version of it."""
        found = claims.work_with(self.key, self.locale)
        return found.specific if isinstance(found, Page) else found

    @cached_property
    def claim(self) -> TranslationClaim | None:
        """Who has it."""
        return claims.current(self.key, self.locale.pk)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The work, and this."""
        return [*self.breadcrumbs_items, *_crumbs(self.work, self.get_page_title())]

    def get_page_subtitle(self) -> str:
        """The work and the language."""
        return f"{self.work} · {self.locale.get_display_name()}"

    def get_initial(self) -> dict[str, Any]:
        """As long as is usual in the language."""
        return {"days": rules_of(self.locale.pk).claim_days}

    def get_form(self, form_class: Any = None) -> Any:
        """Only people who translate into the language."""
        form = super().get_form(form_class)
        form.fields["to"].queryset = rights.translators_of(self.locale)
        if not (self.claim and claims.may_move(self.request.user, self.claim)):
            del form.fields["to"]
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what this person may do."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user, claim = self.request.user, self.claim
        return {
            **context,
            "claim": claim,
            "is_mine": claim is not None and claim.user_id == user.pk,
            "may_move": claim is not None and claims.may_move(user, claim),
            "next_url": get_valid_next_url_from_request(self.request),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        """What the button says. Raises PermissionDenied."""
        what, days, user = self.request.POST.get("what", "claim"), form.cleaned_data["days"], self.request.user
        if what == "claim":
            try:
                made = claims.claim(self.key, self.locale, user, days)
            except claims.ClaimedError as error:
                messages.error(self.request, claims.sentence(error.claim))
            else:
                until = date_format(timezone.localdate(made.expires_at), "DATE_FORMAT")
                messages.success(self.request, gettext("You translate this until %(until)s.") % {"until": until})
        elif self.claim is None or not claims.may_move(user, self.claim):
            raise PermissionDenied
        elif what == "release":
            claims.release(self.claim, user)
            messages.success(self.request, gettext("Anybody may take it now. What was written is kept."))
        elif form.cleaned_data.get("to") is None:
            form.add_error("to", gettext("Choose somebody."))
            return self.form_invalid(form)
        else:
            claims.hand_over(self.claim, user, form.cleaned_data["to"], days)
            messages.success(self.request, gettext("%(who)s translates it now.") % {"who": form.cleaned_data["to"]})
        given = get_valid_next_url_from_request(self.request)
        return redirect(given or self.request.path)


# ---------------------------------------------------------------- submitting for review


@require_POST
def submit(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Send what was translated to the reviewers of the language. Nothing becomes public."""
    translation, page = _open_translation(translation_id)
    if not isinstance(page, Page):
        raise Http404
    if not rights.may_write(request.user, page):
        raise PermissionDenied
    try:
        review.submit(translation, request.user)
    except ValidationError as error:
        for reason in error.messages:
            messages.error(request, reason)
    else:
        messages.success(request, gettext("It was sent to the reviewers. It becomes public when one of them approves."))
    return _back(request, page)


# ---------------------------------------------------------------- reviewing


class ReviewView(WagtailAdminTemplateMixin, TemplateView):
    """Original and translation side by side, what changed since the last approved version, comments, the decision."""

    template_name = "home/admin/translators/review.html"
    page_title = _("Side by side")
    header_icon = "clipboard-list"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only for those who write or review this version."""
        self.translation, self.instance = _open_translation(self.kwargs["translation_id"])
        if not rights.may_see(request.user, self.instance):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The version, and this."""
        return [*self.breadcrumbs_items, *_crumbs(self.instance, self.get_page_title())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The parts, and what this person may do."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        translation, instance, user = self.translation, self.instance, self.request.user
        is_page = isinstance(instance, Page)
        state = review.state_of(instance) if is_page else None
        task_state = state.current_task_state if state and state.status == state.STATUS_IN_PROGRESS else None
        parts = list(comparing.parts(translation, task_state.revision if task_state else None))
        offered = task_state.task.specific.get_actions(instance, user) if task_state else []
        actions = {name for name, *_rest in offered}
        why_not = review.why_not_approved(instance, task_state.revision, user) if actions and task_state else ""
        return {
            **context,
            "translation": translation,
            "instance": instance,
            "is_page": is_page,
            "parts": parts,
            "replacements": list(comparing.replacements(translation, task_state.revision if task_state else None)),
            "changed": [part for part in parts if part.is_changed],
            "untranslated": [part for part in parts if part.is_untranslated],
            "task_state": task_state,
            "submitted_by": task_state.revision.user if task_state else None,
            "may_approve": "approve" in actions,
            "may_reject": "reject" in actions,
            "why_not": why_not,
            "may_publish": not is_page and rights.may_publish_at_once(user, instance),
            "may_write": rights.may_write(user, instance),
            "edit_url": edit_url(instance),
            "source_locale": translation.source.locale,
            "target_locale": translation.target_locale,
            "source_dir": i18n.direction(translation.source.locale.language_code),
            "target_dir": i18n.direction(translation.target_locale.language_code),
        }


@require_POST
def comment(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Say something about a part of a page; Wagtail's own comment, shown to the translators above their editor."""
    translation, page = _open_translation(translation_id)
    if not isinstance(page, Page):
        raise Http404
    if not rights.may_see(request.user, page):
        raise PermissionDenied
    said = request.POST.get("text", "").replace("\r\n", "\n").strip()
    where = request.POST.get("path", "")
    known = where in translation.source.stringsegment_set.values_list("context__path", flat=True)
    if harmless.strange_character("", said):
        messages.error(request, harmless.STRANGE)
    elif not (said and known):
        messages.error(request, gettext("Write something about one of the parts."))
    else:
        with transaction.atomic():
            made = Comment.objects.create(
                page=page, user=request.user, text=said, contentpath=where, revision_created=page.get_latest_revision()
            )
            made.log_create(page_revision=made.revision_created, user=request.user)
    return redirect("translation_review", translation.pk)


@require_POST
def resolve(request: HttpRequest, translation_id: int, comment_id: int) -> HttpResponse:
    """Say that a comment was seen to."""
    _translation, page = _open_translation(translation_id)
    if not isinstance(page, Page):
        raise Http404
    if not rights.may_see(request.user, page):
        raise PermissionDenied
    made = get_object_or_404(Comment, pk=comment_id, page_id=page.pk, resolved_at=None)
    with transaction.atomic():
        Comment.objects.filter(pk=made.pk).update(resolved_at=timezone.now(), resolved_by=request.user)
        made.log_resolve(page_revision=page.get_latest_revision(), user=request.user)
    return _back(request, page)


def addresses() -> list[URLPattern]:
    """Below /admin/."""
    one = "translations/<int:translation_id>/"
    return [
        path("translations/claim/<uuid:key>/<int:locale_id>/", ClaimView.as_view(), name="translation_claim"),
        path("translations/orders/<int:order_id>/", OrderView.as_view(), name="translation_order"),
        path(f"{one}submit/", submit, name="translation_submit"),
        path(f"{one}review/", ReviewView.as_view(), name="translation_review"),
        path(f"{one}comment/", comment, name="translation_comment"),
        path(f"{one}comment/<int:comment_id>/resolve/", resolve, name="translation_resolve"),
    ]
