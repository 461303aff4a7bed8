"""Working elsewhere, in the admin: take texts along, bring them back."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from home import i18n
from home.exchange import access, choosing, forms, kept, making, reading, sheets, single, taking, tasks
from home.models import TranslationExport, User
from home.models.exchange import KEPT_FOR
from home.translators import rights

#: Seconds that one request looks at files; the next one goes on from there.
SECONDS = 10.0
_NUMBER = re.compile(r"[0-9]{1,9}")


class _ForTranslators(WagtailAdminTemplateMixin):
    page_title = _("Translate elsewhere")
    header_icon = "download"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only for those who translate into some language."""
        if not rights.languages(request.user, "change"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Below the desk."""
        desk = {"url": reverse("desk"), "label": _("Translation desk")}
        return [*self.breadcrumbs_items, desk, {"url": "", "label": self.get_page_title()}]


class ExchangeView(_ForTranslators, TemplateView):
    """Choose what to take along; fetch what was made; send what is done."""

    template_name = "home/admin/exchange/exchange.html"

    @cached_property
    def page(self) -> Page | None:
        """The page that somebody came from or chose. Raises Http404 for one that they may not read."""
        given = self.request.POST.get("page") or self.request.GET.get("page") or ""
        if not _NUMBER.fullmatch(given):
            return None
        page = Page.objects.filter(pk=given, depth__gt=1).first()
        if page is None or not rights.may_read(self.request.user, page):
            raise Http404
        return page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The forms, and the archives of this person."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user, into = self.request.user, self.request.GET.get("into", "")
        initial = {"into": into, "page": self.page}
        if self.page is not None:
            initial["what"] = TranslationExport.What.PAGE
        export = kwargs.get("export_form") or forms.ExportForm(user=user, initial=initial)
        archives = TranslationExport.objects.filter(user=user).select_related("locale", "source").order_by("-pk")
        return {
            **context,
            "export_form": export,
            "memory_form": kwargs.get("memory_form") or self._memory_form(initial={"into": into}),
            "import_form": forms.ImportForm(),
            "media": export.media,
            "archives": [archive for archive in archives if not archive.is_old],
            "kept_hours": int(KEPT_FOR.total_seconds() // 3600),
        }

    def _memory_form(self, *args: Any, **kwargs: Any) -> forms.MemoryForm:
        return forms.MemoryForm(*args, user=self.request.user, auto_id="memory_%s", **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page."""
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make an archive; one page comes at once, as it is."""
        if "source" in request.POST:
            memory = self._memory_form(request.POST)
            if not memory.is_valid():
                return self.render_to_response(self.get_context_data(memory_form=memory))
            source = memory.source_locale
            return self._begin(TranslationExport.What.MEMORY, memory, source=source, format="tmx")
        given = request.POST.copy()
        if self.page is None:
            given["page"] = ""  # the chooser breaks off with an error where it is no number
        form = forms.ExportForm(given, user=request.user)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(export_form=form))
        if form.cleaned_data["what"] == TranslationExport.What.PAGE:
            original = choosing.original(form.items[0], form.target, request.user)
            if original is not None:
                return single.answer(sheets.sheet(original, form.target), form.cleaned_data["format"])
            form.add_error("page", _("You cannot translate this page into this language."))
            return self.render_to_response(self.get_context_data(export_form=form))
        return self._begin(form.cleaned_data["what"], form, format=form.cleaned_data["format"])

    def _begin(self, what: str, form: Any, **facts: Any) -> HttpResponse:
        language, user = get_language() or i18n.active_locale().language_code, cast(User, self.request.user)
        made = TranslationExport(user=user, what=what, locale=form.target, items=form.items, language=language, **facts)
        making.begin(made, tasks.go_on.enqueue)
        return redirect("exchange")


def _own(request: HttpRequest, pk: int) -> TranslationExport:
    """An archive of this person. Raises Http404."""
    archives = TranslationExport.objects.select_related("user", "locale", "source")
    return get_object_or_404(archives, pk=pk, user=request.user)


@require_safe
def archive(request: HttpRequest, pk: int) -> Any:
    """A finished archive, for whom it was made, while they may read all of it."""
    found = _own(request, pk)
    if not found.is_finished:
        raise Http404
    if found.is_old or not access.may_exchange(request.user, found.locale):
        raise PermissionDenied
    if not making.may_still(found):
        messages.warning(request, _("Something in this archive has been hidden or deleted since. Make it anew."))
        return redirect("exchange")
    name = f"translate-{found.what}-{found.locale.language_code}-{found.created_at:%Y-%m-%d}.zip"
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=name, content_type="application/zip")


@require_POST
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the next bit now, whether there is a worker or not."""
    making.go_on(_own(request, pk).pk, tasks.go_on.enqueue, making.IN_THE_REQUEST)
    return redirect("exchange")


# ---------------------------------------------------------------- bringing them back


@dataclass(frozen=True)
class Part:
    """What one request had the time for."""

    reports: list[taking.Report]
    done: int
    total: int

    @property
    def left(self) -> int:
        """How many files were not looked at yet."""
        return self.total - self.done

    @property
    def taken(self) -> int:
        """How many texts would be taken, or were."""
        return sum(len(report.taken) for report in self.reports)

    @property
    def refused(self) -> int:
        """How many texts and files were not."""
        return sum(len(report.refused) + bool(report.why_not) for report in self.reports)


class ImportView(_ForTranslators, TemplateView):
    """First a look, which changes nothing and keeps the file for a day; then, with its token, the taking."""

    template_name = "home/admin/exchange/report.html"
    page_title = _("Files that came back")
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Look, or take."""
        token, name, form = request.POST.get("token", ""), request.POST.get("name", ""), None
        if not token:
            form = forms.ImportForm(request.POST, request.FILES)
            if not form.is_valid():
                return self.render_to_response(self.get_context_data(import_form=form))
            token, name = kept.keep(form.cleaned_data["file"], request.user), form.cleaned_data["file"].name
        is_taking = request.POST.get("what") == "take"
        after = request.POST.get("after", "0")
        try:
            part = self._run(token, name, int(after) if _NUMBER.fullmatch(after) else 0, is_taking)
        except reading.UnreadableFile as error:
            form = forms.ImportForm({})
            form.full_clean()
            form.errors.clear()
            form.add_error("file", error)
            return self.render_to_response(self.get_context_data(import_form=form))
        if is_taking and not part.left:
            kept.forget(token)
        return self.render_to_response(
            self.get_context_data(part=part, token=token, name=name, is_taken=is_taking, import_form=forms.ImportForm())
        )

    def _run(self, token: str, name: str, after: int, is_taking: bool) -> Part:
        do, until = (taking.take if is_taking else taking.look), time.monotonic() + SECONDS
        with kept.opened(token, self.request.user) as sent:
            members = reading.members(name, sent)
            reports: list[taking.Report] = []
            for member, found in reading.each(members[after:]):
                if isinstance(found, reading.UnreadableFile):
                    reports.append(taking.Report(member.name, why_not=" ".join(found.messages)))
                else:
                    reports.append(do(found, self.request.user))
                if time.monotonic() > until:
                    break
        return Part(reports, min(after, len(members)) + len(reports), len(members))


def header_buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterable[Any]:
    """In the menu at the head of a page that somebody may translate elsewhere."""
    if page.depth > 1 and rights.languages(user, "change") and rights.may_read(user, page):
        url = f"{reverse('exchange')}?page={page.pk}"
        yield Button(_("Translate elsewhere"), url=url, icon_name="download", priority=62)
