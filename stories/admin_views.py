"""Parts of the admin that know of stories: who may know of them, and whether they may be translated."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin.views.home import RecentEditsPanel
from wagtail.models import Page

from home.translators.submitting import SubmitPageView, UpdateView
from stories import translating, waiting


class KnownRecentEdits(RecentEditsPanel):
    """What somebody edited last may have been hidden from them since."""

    def get_context_data(self, parent_context: Any) -> Any:
        """Without the stories that this person may not know of."""
        context = super().get_context_data(parent_context)
        edited = [page.pk for _date, page in context["last_edits"]]
        hidden = set(
            waiting.hidden_from(parent_context["request"].user).filter(pk__in=edited).values_list("pk", flat=True)
        )
        context["last_edits"] = [(date, page) for date, page in context["last_edits"] if page.pk not in hidden]
        return context


class AgreedSubmitView(SubmitPageView):
    """“Translate this page”, with or without the pages below it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form, where there is something to submit."""
        return _refusal(self, self.object.translation_key) or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The same."""
        return _refusal(self, self.object.translation_key) or super().post(request, *args, **kwargs)

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Submit the page; below it, leave out the stories that may not be translated and say which."""
        response: HttpResponse = super().form_valid(form)
        if form.cleaned_data["include_subtree"]:
            left_out = translating.refused().filter(page__path__startswith=self.object.path)
            known = waiting.without_hidden(Page.objects.filter(pk__in=left_out.values("page")), self.request.user)
            if titles := ", ".join(page.title for page in known.order_by("path")):
                sentence = _("Left out, because their senders did not agree to translations: %(titles)s")
                messages.warning(self.request, sentence % {"titles": titles})
        return response


class AgreedUpdateView(UpdateView):
    """“Sync translated pages”."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form, where there is something to update."""
        return _refusal(self, self.object.object_id) or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The same."""
        return _refusal(self, self.object.object_id) or super().post(request, *args, **kwargs)


def _refusal(view: Any, translation_key: Any) -> HttpResponse | None:
    """Why a story cannot be translated, said on the page that one came from."""
    if not translating.is_refused(translation_key):
        return None
    messages.error(view.request, translating.REFUSED)
    return redirect(view.get_success_url() or view.get_default_success_url())
