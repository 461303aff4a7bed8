"""wagtail-localize, where it does more or less than this site wants (docs/decisions/0004-languages.md, 0016, 0017).

Everything that replaces a part of it is named here; what the replacements do is in home.translators and home.desk.
What can go when the engine has it itself:

* one function that says who may edit, for all its views (`user_can_edit_instance`): knows no language for records;
* its views, put behind rights in a language, and closed where the original is gone (it breaks off with an error);
* its way to submit (`home.translators.submitting`): global right, public copies of pages above, drafts in public pages;
* storing one text and a PO file: last come, last stored; texts that do not fit their field;
* its buttons, which ask for the global right;
* sending a text again (`refresh_segments`): asks for every text in which a letter changed;
* two translations into one language, from different ones (`home.translators.sources`): its editor breaks off;
* restrictions (`home.translators.privacy`): it copies those of the page itself alone, and deletes others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import polib
from django.contrib import messages
from django.core.exceptions import FieldDoesNotExist, PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page
from wagtail.snippets.views.snippets import get_snippet_model_from_url_params
from wagtail_localize import wagtail_hooks
from wagtail_localize.locales.components import get_locale_components
from wagtail_localize.models import (
    LocaleSynchronization,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationContext,
    TranslationSource,
)
from wagtail_localize.views import convert, edit_translation, snippets_api

from home.desk import carrying
from home.translators import rights, saving, submitting

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
    submit_record = "localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/"
    preview = only_for(rights.may_see, edit_translation.preview_translation)
    return [
        path(f"{one}strings/<int:string_segment_id>/edit/", only_for(rights.may_write, edit_string)),
        path(
            f"{one}overrides/<int:overridable_segment_id>/edit/",
            only_for(rights.may_write, edit_translation.edit_override),
        ),
        path(f"{one}pofile/download/", only_for(rights.may_see, edit_translation.download_pofile)),
        path(f"{one}pofile/upload/", only_for(rights.may_write, upload_po)),
        path(f"{one}machine_translate/", only_for(rights.may_write, edit_translation.machine_translate)),
        path(f"{one}preview/", preview),
        path(f"{one}preview/<str:mode>/", preview),
        path(f"{one}disable/", only_for(rights.may_steer, edit_translation.stop_translation)),
        path("localize/page/<int:page_id>/convert_to_alias/", convert_to_alias, name="convert_to_alias"),
        path("localize/submit/page/<int:page_id>/", submitting.SubmitPageView.as_view()),
        path(submit_record, submitting.SubmitRecordView.as_view()),
        path("localize/update/<int:translation_source_id>/", submitting.UpdateView.as_view()),
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
        is_allowed = bool(rights.languages(user, "change")) and rights.may_read(user, instance)
        return buttons(instance, _AsIfAllowed(user), *args, **kwargs) if is_allowed else []

    return offered


def offer_records_in_languages() -> None:
    """Put ours in the place of its buttons in lists of terms and other records; hooks can be added, not taken away."""
    theirs, registered = (
        wagtail_hooks.register_snippet_listing_buttons,
        hooks._hooks["register_snippet_listing_buttons"],
    )
    ours = buttons_in_languages(theirs)
    registered[:] = [(ours if hook is theirs else hook, order) for hook, order in registered]


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


# ---------------------------------------------------------------- translations that their field does not take


def field_of(context: TranslationContext) -> models.Field[Any, Any] | None:
    """The field of a page, or of an object of its own, that a text belongs to; None for text in a StreamField."""
    source = TranslationSource.objects.filter(object_id=context.object_id).first()
    model = source and source.specific_content_type.model_class()
    if model is None:
        return None
    first, *below = context.path.split(".")
    try:
        field: Any = model._meta.get_field(first)
        if below:
            field = field.related_model._meta.get_field(below[-1]) if field.one_to_many else None
    except FieldDoesNotExist:
        return None
    return field


def on_string_translation(instance: StringTranslation, raw: bool = False, **kwargs: Any) -> None:
    """Before a translation is stored: raises ValidationError when its field would not take it.

    Otherwise nobody hears of it before the page is published, and then wagtail-localize breaks off with an error; on
    PostgreSQL storing a title that is too long does.
    """
    changed = kwargs.get("update_fields")
    if raw or instance.context is None or (changed is not None and "data" not in changed):
        return
    field = field_of(instance.context)
    if not isinstance(field, models.CharField) or isinstance(field, models.SlugField):  # what is no slug is made one
        return
    try:
        field.clean(instance.data, None)
    except ValidationError as error:
        raise ValidationError([f"{capfirst(str(field.verbose_name))}: {text}" for text in error.messages]) from error


# ---------------------------------------------------------------- storing one text, storing a file


def _not_stored(request: HttpRequest, translation: Translation, segment: StringSegment, reason: str) -> HttpResponse:
    """What the editor shows beside the text that was typed."""
    refused_text = StringTranslation(
        translation_of=segment.string,
        context=segment.context,
        locale=translation.target_locale,
        data=request.POST.get("value", ""),
        translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
        last_translated_by=request.user,
        updated_at=timezone.now(),
        has_error=True,
        field_error=reason,
    )
    context = {"translation_source": translation.source}
    return JsonResponse(edit_translation.StringTranslationSerializer(refused_text, context=context).data)


def edit_string(request: HttpRequest, translation_id: int, string_segment_id: int) -> HttpResponse:
    """wagtail-localize's view that stores one text; what is not stored is answered with the reason, which it shows."""
    translation = get_object_or_404(Translation, pk=translation_id)
    segment = get_object_or_404(StringSegment, pk=string_segment_id)
    try:
        with transaction.atomic():
            Translation.objects.select_for_update().get(pk=translation_id)  # one text after the other
            before = saving.stored(translation, segment)
            response: HttpResponse = edit_translation.edit_string_translation(
                request, translation_id, string_segment_id
            )
            after = saving.stored(translation, segment)
            saving.require_seen(request, translation, segment, before, after)
            return response
    except ValidationError as error:
        return _not_stored(request, translation, segment, " ".join(error.messages))
    except saving.UnseenError as error:
        saving.note_shown(request, translation, segment)
        if request.method == "DELETE":
            return JsonResponse({"detail": str(error)}, status=409)
        return _not_stored(request, translation, segment, str(error))


def _file_of(request: HttpRequest) -> Any:
    """The uploaded file. Raises KeyError where there is none."""
    return request.FILES["file"]


def _without_newer(request: HttpRequest, translation: Translation) -> list[str]:
    """Take out of the uploaded file what somebody else stored since it was made; the original texts of that."""
    file = _file_of(request)
    content = file.read().decode()
    file.seek(0)
    if "\n" not in content.strip():  # the name of a file on this machine, which polib would open
        return []
    po = polib.pofile(content)
    kept = saving.keep_newer(po, translation, request.user)
    if kept:
        request.FILES["file"] = SimpleUploadedFile("translation.po", str(po).encode())
    return kept


def upload_po(request: HttpRequest, translation_id: int) -> HttpResponse:
    """wagtail-localize's view of a PO file: all of it is stored or, with the reason, nothing.

    But for what somebody else stored since the file was made: that stays, and is named.
    """
    translation, kept = get_object_or_404(Translation, pk=translation_id), []
    try:
        with transaction.atomic():
            try:
                kept = _without_newer(request, translation)
            except (OSError, UnicodeDecodeError):  # the view says what is wrong with it
                _file_of(request).seek(0)
            response: HttpResponse = edit_translation.upload_pofile(request, translation_id)
        for text in kept:
            sentence = _("Not taken, because somebody stored another text after this file was made: “%(text)s”")
            messages.warning(request, sentence % {"text": text})
        return response
    except ValidationError as error:
        reasons = error.messages
    except KeyError:  # no file, or one without the header that says which translation it is
        reasons = [_("Please upload a valid PO file.")]
    for reason in reasons:
        messages.error(request, reason)
    return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")
