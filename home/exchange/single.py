"""The buttons of the translation editor: the PO file of one translation, down and up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page
from wagtail_localize.models import Translation

from home.desk import facets
from home.exchange import access, reading, sheets, taking
from home.exchange.formats import FORMATS, file_name

#: So many texts that were not taken are named; the page of files names all of them.
NAMED = 20


@require_safe
def download(request: HttpRequest, translation_id: int) -> HttpResponse:
    """In the place of wagtail-localize's, for those who may see the translation and its original as it stands now."""
    translation = get_object_or_404(Translation, pk=translation_id)
    original: Any = translation.source.get_source_instance()
    original = original.specific if isinstance(original, Page) else original
    is_refused = not facets.allowed(original, {translation.target_locale_id})
    if is_refused or not access.may_have(request.user, original):
        raise PermissionDenied
    return answer(sheets.sheet(original, translation.target_locale), "po")


def answer(sheet: sheets.Sheet, ending: str) -> HttpResponse:
    """A sheet as a file."""
    made = FORMATS[ending]
    attached = content_disposition_header(as_attachment=True, filename=file_name(sheet, ending))
    return HttpResponse(
        made.write(sheet),
        content_type=made.media_type,
        headers={"Content-Disposition": attached or "attachment"},
    )


@require_POST
def upload(request: HttpRequest, translation_id: int) -> HttpResponse:
    """In the place of wagtail-localize's, for those who may write the translation."""
    translation = get_object_or_404(Translation.objects.select_related("source", "target_locale"), pk=translation_id)
    back = redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")
    file = request.FILES.get("file")
    try:
        if file is None:
            raise reading.UnreadableFile("")
        (member,) = reading.members(file.name or "", file)
        incoming = reading.read(member)
    except (reading.UnreadableFile, ValueError) as error:
        messages.error(request, _("Please upload a valid PO file."))
        for reason in getattr(error, "messages", []):
            if reason:
                messages.error(request, reason)
        return back
    about = incoming.reference
    if (about.key, about.target) != (translation.source.object_id, translation.target_locale.language_code):
        messages.error(request, _("Cannot import PO file that was created for a different translation."))
        return back
    _say(request, taking.take(incoming, request.user))
    return back


def _say(request: HttpRequest, report: taking.Report) -> None:
    if report.why_not:
        messages.error(request, report.why_not)
        return
    if report.taken:
        messages.success(request, _("Successfully imported translations from PO File."))
    elif not report.refused:
        messages.info(request, _("The file has nothing that is not stored already."))
    for note in report.notes:
        messages.info(request, note)
    for one in report.refused[:NAMED]:
        reasons = {"text": one.text.source[:100], "why": one.why_not}
        messages.warning(request, _("Not taken: “%(text)s”. %(why)s") % reasons)
