"""wagtail-localize, where it does more or less than this site wants (docs/decisions/0004-languages.md, 0016, 0017).

Everything that replaces a part of it is named here; what the replacements do is in home.translators and home.desk.
What can go when the engine has it itself:

* one function that says who may edit, for all its views (`user_can_edit_instance`): knows no language for records;
* its views, put behind rights in a language, and closed where the original is gone (it breaks off with an error);
* its way to submit (`home.translators.submitting`): global right, public copies of pages above, drafts in public pages;
* storing one text: last come, last stored; texts that do not fit their field, hide something or are nested too deep;
* its PO files (`home.exchange`): last come, last stored; unbounded; with entries that gettext refuses;
* its buttons, which ask for the global right, and know nothing of the pages below one that is translated; stories
  that may not be translated have none (`stories.wagtail_hooks`);
* its report (`home.translators.report`), which shows every title to everybody;
* translating by machine: sends drafts and what is restricted, breaks off where there is no answer;
* its editor has no place for help beside a text, and no direction of texts (`static/js/translation-help.js`);
* its editor offers everybody to stop a translation and to put a copy in its place (`translators_tags`);
* sending a text again (`refresh_segments`): asks for every text in which a letter changed;
* what stands in for a picture, a file or an address (`home.translators.replacing`): stored and used unseen;
  a figure without a picture breaks it off;
* two translations into one language, from different ones (`home.translators.sources`): its editor breaks off;
* restrictions (`home.translators.privacy`): it copies those of the page itself alone, and deletes others.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page
from wagtail.snippets.views.snippets import get_snippet_model_from_url_params
from wagtail_localize import wagtail_hooks
from wagtail_localize.locales.components import get_locale_components
from wagtail_localize.models import (
    LocaleSynchronization,
    OverridableSegment,
    SegmentOverride,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor
from wagtail_localize.segments.ingest import StreamFieldSegmentsWriter
from wagtail_localize.views import convert, edit_translation, snippets_api, update_translations

from home.desk import carrying
from home.exchange import single
from home.helping import machine, parts
from home.translators import (
    choosing_languages,
    fitting,
    harmless,
    privacy,
    replacing,
    report,
    review,
    rights,
    saving,
    submitting,
)

Allowed = Callable[[Any, Any], bool]


def drop_synchronisation() -> None:
    """Take “Synchronise content from another locale” off the form of languages: it makes public copies of pages."""
    components = get_locale_components()
    components[:] = [component for component in components if component["model"] is not LocaleSynchronization]


def ask_for_the_language() -> None:
    """When the models are ready: let all its views ask for rights in the language, also for records."""
    edit_translation.user_can_edit_instance = rights.may_see


# ---------------------------------------------------------------- its views, for those who may


def target_of(translation: Translation) -> Any:
    """The version that is edited. Raises Http404 where it or its original was deleted, or the translation stopped."""
    source = translation.source
    original = source.object.get_instance_or_none(source.locale)
    target = source.object.get_instance_or_none(translation.target_locale)
    if not translation.enabled or original is None or target is None:
        raise Http404
    return target.specific if isinstance(target, Page) else target


def refused(request: HttpRequest) -> HttpResponse:
    """As the editor's script understands it; elsewhere as everywhere in the admin."""
    if request.method in ("PUT", "DELETE"):
        return JsonResponse({"detail": _("You may not change this.")}, status=403)
    raise PermissionDenied


def only_for(allowed: Allowed, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of a translation, for those who may do this with the version that it is of."""

    def asked(request: HttpRequest, translation_id: int, *args: Any, **kwargs: Any) -> HttpResponse:
        translation = get_object_or_404(Translation, pk=translation_id)
        if not allowed(request.user, target_of(translation)):
            return refused(request)
        return view(request, translation_id, *args, **kwargs)

    return asked


@transaction.atomic
def stop(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Stop a translation: its page is edited by hand from what translators have stored, not from what is public."""
    if request.method == "POST":
        review.keep_unfinished(get_object_or_404(Translation, pk=translation_id), request.user)
    response: HttpResponse = edit_translation.stop_translation(request, translation_id)
    return response


def convert_to_alias(request: HttpRequest, page_id: int) -> HttpResponse:
    """A public copy in place of a translation, for editors alone: the translation goes."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not getattr(page.permissions_for_user(request.user), "may_add", False):
        raise PermissionDenied
    response: HttpResponse = convert.convert_to_alias(request, page_id)
    return response


def records(request: HttpRequest, app_label: str, model_name: str, **kwargs: Any) -> HttpResponse:
    """Its API of records, for those who work with records of this kind; it answers everybody in the admin."""
    if not rights.knows_of_vocabulary(request.user, get_snippet_model_from_url_params(app_label, model_name)):
        raise PermissionDenied
    actions = {"get": "retrieve" if kwargs else "list"}
    view = snippets_api.SnippetViewSet.as_view(actions)
    response: HttpResponse = view(request, app_label=app_label, model_name=model_name, **kwargs)
    return response


def addresses() -> list[URLPattern]:
    """The same addresses as its own, which come after these."""
    one = "localize/translate/<int:translation_id>/"
    record = "localize/api/snippets/<slug:app_label>/<slug:model_name>/"
    report_url = "localize/reports/translations/"
    submit_record = "localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/"
    preview = only_for(rights.may_see, edit_translation.preview_translation)
    return [
        path(f"{one}strings/<int:string_segment_id>/edit/", only_for(rights.may_write, edit_string)),
        path(
            f"{one}overrides/<int:overridable_segment_id>/edit/",
            only_for(rights.may_write, edit_override),
        ),
        path(f"{one}pofile/download/", only_for(rights.may_see, single.download)),
        path(f"{one}pofile/upload/", only_for(rights.may_write, single.upload)),
        path(f"{one}machine_translate/", only_for(rights.may_write, by_machine)),
        path(f"{one}preview/", preview),
        path(f"{one}preview/<str:mode>/", preview),
        path(f"{one}disable/", only_for(rights.may_steer, stop)),
        path("localize/page/<int:page_id>/convert_to_alias/", convert_to_alias, name="convert_to_alias"),
        path("localize/submit/page/<int:page_id>/", submitting.SubmitPageView.as_view()),
        path(submit_record, submitting.SubmitRecordView.as_view()),
        path("localize/update/<int:translation_source_id>/", submitting.UpdateView.as_view()),
        path(report_url, report.KnownTranslationsReport.as_view()),
        path(f"{report_url}results/", report.KnownTranslationsReport.as_view(results_only=True)),
        path(record, records),
        path(f"{record}<str:pk>/", records),
    ]


class _AsIfAllowed:
    """A user whose rights in languages stand for the right that holds in all, where the engine asks for that one."""

    def __init__(self, user: Any) -> None:
        self._user = user

    def __getattr__(self, name: str) -> Any:
        return getattr(self._user, name)

    def has_perm(self, name: str, instance: Any = None) -> bool:
        """Whether to offer translating."""
        if name == "wagtail_localize.submit_translation":
            return bool(rights.languages(self._user, "change"))
        return bool(self._user.has_perm(name, instance))


def buttons_in_languages(buttons: Callable[..., Iterable[Any]]) -> Callable[..., Iterable[Any]]:
    """A hook of its that makes buttons: for everybody who may submit this work into a language."""

    def offered(instance: Any, user: Any, *args: Any, **kwargs: Any) -> Iterable[Any]:
        if not (rights.languages(user, "change") and rights.may_read(user, instance)):
            return []
        made = buttons(instance, _AsIfAllowed(user), *args, **kwargs)
        is_below_root = isinstance(instance, Page) and not instance.is_root()
        return choosing_languages.with_those_below(made, instance, user) if is_below_root else made

    return offered


def offer_records_in_languages() -> None:
    """Put ours in the place of its buttons in lists of terms and other records; hooks can be added, not taken away."""
    theirs, registered = (
        wagtail_hooks.register_snippet_listing_buttons,
        hooks._hooks["register_snippet_listing_buttons"],
    )
    ours = buttons_in_languages(theirs)
    registered[:] = [(ours if hook is theirs else hook, order) for hook, order in registered]


# ---------------------------------------------------------------- machines

by_machine = machine.with_reasons(edit_translation.machine_translate)


def send_public_texts_alone() -> None:
    """To a machine elsewhere, whichever of its views asks."""
    apply = machine.only_public(edit_translation.apply_machine_translation)
    edit_translation.apply_machine_translation = update_translations.apply_machine_translation = apply


# ---------------------------------------------------------------- what is taken over when a text is sent again


def keep_what_is_right() -> None:
    """When a text is sent anew, take translations over to the words that replace the old ones where they still fit.

    wagtail-localize would ask for every text again in which a letter changed. They fit where only typing errors were
    mended, and where a translator said that nothing is to be changed: where the part is not behind (home.desk).
    """
    theirs = TranslationSource.refresh_segments

    def refresh_segments(source: TranslationSource) -> None:
        with transaction.atomic():
            before = carrying.texts_of(source)
            theirs(source)
            carrying.carry(source, before)
            carrying.carry_moved(source, before)

    TranslationSource.refresh_segments = refresh_segments


# ---------------------------------------------------------------- what stands in for a picture, a file, an address


def use_what_readers_get() -> None:
    """Leave out of a version what is gone by now, or must not be seen; keep decorative pictures decorative."""
    segments_of, image_block, texts_of_image = (
        TranslationSource._get_segments_for_translation,
        StreamFieldSegmentsWriter.handle_image_block,
        StreamFieldSegmentExtractor.handle_image_block,
    )

    def usable_segments(source: TranslationSource, locale: Any, fallback: bool = False) -> list[Any]:
        return replacing.usable(source, locale, segments_of(source, locale, fallback=fallback))

    def handle_image_block(writer: Any, block: Any, picture: Any, segments: Any) -> Any:
        return replacing.as_decorative_as(picture, image_block(writer, block, picture, segments))

    def texts_of_image_if_any(extractor: Any, block: Any, picture: Any, raw_value: Any = None) -> list[Any]:
        return [] if raw_value is None else texts_of_image(extractor, block, picture, raw_value)

    TranslationSource._get_segments_for_translation = usable_segments
    StreamFieldSegmentExtractor.handle_image_block = texts_of_image_if_any
    StreamFieldSegmentsWriter.handle_image_block = handle_image_block


def restrict_as_originals() -> None:
    """Let restrictions of translations follow those of their originals, and leave alone what editors set by hand."""

    def sync_view_restrictions(source: TranslationSource, original: Any, version: Any) -> None:
        privacy.keep(version.specific)

    TranslationSource.sync_view_restrictions = sync_view_restrictions


def edit_override(request: HttpRequest, translation_id: int, overridable_segment_id: int) -> HttpResponse:
    """wagtail-localize's view of such a value; what is not stored is answered with the reason, which it shows."""
    translation = get_object_or_404(Translation, pk=translation_id)
    segment = get_object_or_404(OverridableSegment, pk=overridable_segment_id, source=translation.source_id)
    try:
        with saving.in_turn(request, translation, segment):
            response: HttpResponse = edit_translation.edit_override(request, translation_id, overridable_segment_id)
            if request.method == "PUT":
                replacing.check(request.user, segment, request.POST["value"])  # read by that view
            return response
    except MultiValueDictKeyError:  # nothing was sent, or not as a form
        return HttpResponseBadRequest()
    except ValidationError as error:
        return _not_replaced(request, translation, segment, " ".join(error.messages))
    except saving.UnseenError as error:
        saving.note_shown(request, translation, segment)
        if request.method == "DELETE":
            return JsonResponse({"detail": str(error)}, status=409)
        return _not_replaced(request, translation, segment, str(error))


def _not_replaced(request: HttpRequest, translation: Translation, segment: Any, reason: str) -> HttpResponse:
    """What the editor shows beside the value that was chosen."""
    refused_value = SegmentOverride(
        context=segment.context,
        locale=translation.target_locale,
        data_json=json.dumps(request.POST["value"]),
        has_error=True,
        field_error=reason,
    )
    context = {"translation_source": translation.source}
    return JsonResponse(edit_translation.SegmentOverrideSerializer(refused_value, context=context).data)


# ---------------------------------------------------------------- translations that their field does not take


def on_string_translation(instance: StringTranslation, raw: bool = False, **kwargs: Any) -> None:
    """Before a translation is stored: raises ValidationError when it holds what none may, or does not fit its field.

    Otherwise nobody hears of it before the page is published, and then wagtail-localize breaks off with an error; on
    PostgreSQL storing a title that is too long does. Browsers send each new line as two characters.
    """
    changed = kwargs.get("update_fields")
    if raw or instance.context is None or (changed is not None and "data" not in changed):
        return
    instance.data = instance.data.replace("\r\n", "\n")
    if why_not := harmless.why_not(instance.translation_of.data, instance.data):
        raise ValidationError(why_not)
    fitting.require_fit(instance.context, instance.data)


# ---------------------------------------------------------------- storing one text


def _not_stored(request: HttpRequest, translation: Translation, segment: StringSegment, reason: str) -> HttpResponse:
    """What the editor shows beside the text that was typed."""
    refused_text = StringTranslation(
        translation_of=segment.string,
        context=segment.context,
        locale=translation.target_locale,
        translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
        last_translated_by=request.user,
        updated_at=timezone.now(),
    )
    context = {"translation_source": translation.source}
    shown = edit_translation.StringTranslationSerializer(refused_text, context=context).data
    return JsonResponse({**shown, "data": request.POST.get("value", ""), "error": reason})  # not parsed


def edit_string(request: HttpRequest, translation_id: int, string_segment_id: int) -> HttpResponse:
    """wagtail-localize's view that stores one text; what is not stored is answered with the reason, which it shows.

    What may be wrong with a text that was stored (home.helping.checks) is told in its comment.
    """
    translation = get_object_or_404(Translation, pk=translation_id)
    segment = get_object_or_404(StringSegment, pk=string_segment_id)
    try:
        with saving.in_turn(request, translation, segment):
            response: Any = edit_translation.edit_string_translation(request, translation_id, string_segment_id)
        if request.method == "PUT" and "comment" in response.data:
            response.data["comment"] = parts.comment(translation, segment, response.data["comment"])
        return response
    except MultiValueDictKeyError:
        return HttpResponseBadRequest()
    except ValidationError as error:
        return _not_stored(request, translation, segment, " ".join(error.messages))
    except saving.UnseenError as error:
        saving.note_shown(request, translation, segment)
        if request.method == "DELETE":
            return JsonResponse({"detail": str(error)}, status=409)
        return _not_stored(request, translation, segment, str(error))
