"""Help while translating, in the admin: each part of a text with what was written before, agreed terms and warnings."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail_localize.models import StringSegment, Translation

from home import i18n
from home.helping import parts
from home.translators import rights, saving

_NUMBER = re.compile(r"[0-9]{1,18}")


def _open(request: HttpRequest, translation_id: int, *, to_write: bool = False) -> tuple[Translation, Any]:
    """A translation and its version, for those who write or review it. Raises Http404 and PermissionDenied."""
    from home import localize  # which imports home.helping

    found = Translation.objects.select_related("source__locale", "target_locale")
    translation = get_object_or_404(found, pk=translation_id)
    instance = localize.target_of(translation)
    if not (rights.may_write if to_write else rights.may_see)(request.user, instance):
        raise PermissionDenied
    return translation, instance


def _languages(translation: Translation) -> dict[str, Any]:
    source, target = translation.source.locale, translation.target_locale
    return {
        "translation": translation,
        "source_locale": source,
        "target_locale": target,
        "source_dir": i18n.direction(source.language_code),
        "target_dir": i18n.direction(target.language_code),
    }


class HelpView(WagtailAdminTemplateMixin, TemplateView):
    """All parts, and a list of what to look at."""

    template_name = "home/admin/helping/help.html"
    page_title = _("Help and checks")
    header_icon = "help"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only for those who write or review this version; what they see now they may replace."""
        self.translation, self.instance = _open(request, self.kwargs["translation_id"])
        saving.note_seen(request, self.translation)
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        """The work and the language."""
        return f"{self.instance} · {self.translation.target_locale.get_display_name()}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The version, and this."""
        from home.translators.views import edit_url  # which home.localize needs

        return [
            *self.breadcrumbs_items,
            {"url": edit_url(self.instance), "label": str(self.instance)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The parts, and whether this person may write."""
        found = parts.of(self.translation)
        return {
            **super().get_context_data(**kwargs),
            **_languages(self.translation),
            "parts": found,
            "to_look_at": [part for part in found if part.warnings],
            "may_write": rights.may_write(self.request.user, self.instance),
        }


@require_safe
def panels(request: HttpRequest, translation_id: int) -> HttpResponse:
    """For the editor's script: the help for each part that has some, or for the one that is asked for."""
    translation, _instance = _open(request, translation_id, to_write=True)
    only = request.GET.get("segment", "")
    found = parts.of(translation, int(only) if _NUMBER.fullmatch(only) else None)
    return TemplateResponse(request, "home/admin/helping/panels.html", {**_languages(translation), "parts": found})


def _in_one_line(typed: str, segment: StringSegment) -> str:
    """A text as wagtail-localize stores it: new lines are breaks where the original has some, elsewhere spaces."""
    lines = [line.strip() for line in typed.splitlines()]
    if "<br" not in segment.string.data:
        return " ".join(filter(None, lines))
    return "<br/>".join(line.removesuffix("<br/>") for line in lines if line)


@require_POST
def store(request: HttpRequest, translation_id: int, segment_id: int) -> HttpResponse:
    """Store what was written, or the suggestion that was chosen, and go back to the part."""
    translation, _instance = _open(request, translation_id, to_write=True)
    segment = get_object_or_404(StringSegment, pk=segment_id, source=translation.source)
    chosen = request.POST.get("use", "")
    data = chosen or _in_one_line(request.POST.get("value", ""), segment)
    address = f"{reverse('translation_help', args=[translation.pk])}#part-{segment.pk}"
    if not data.strip():
        messages.error(request, gettext("Write something, or choose a suggestion."))
        return redirect(address)
    try:
        saving.store(request, translation, segment, data)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except saving.UnseenError as error:
        saving.note_shown(request, translation, segment)
        messages.error(request, str(error))
    else:
        said = parts.warnings_of(translation, segment)
        if said:
            messages.warning(request, " ".join([gettext("Stored. Look at it once more:"), *said]))
        else:
            messages.success(request, gettext("Stored."))
    return redirect(address)


def addresses() -> list[URLPattern]:
    """Below /admin/."""
    one = "translations/<int:translation_id>/help/"
    return [
        path(one, HelpView.as_view(), name="translation_help"),
        path(f"{one}panels/", panels, name="translation_help_panels"),
        path(f"{one}<int:segment_id>/", store, name="translation_help_store"),
    ]
