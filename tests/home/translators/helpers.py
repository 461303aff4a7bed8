"""Translations, and what people do with them in the admin."""

from __future__ import annotations

from typing import Any

import polib
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from wagtail.models import Page, TaskState
from wagtail_localize.models import StringTranslation, Translation

from home import i18n
from home.exchange import po, sheets
from home.models import WorkVersion
from home.translators import submitting


def submitted(work: Any, code: str) -> Translation:
    """Submit a work into a language."""
    submitting.submit(work, [i18n.locales()[code]], None, None)
    made: Translation = Translation.objects.get(
        source__object_id=work.translation_key, target_locale__language_code=code
    )
    return made


def segment(translation: Translation, path: str) -> Any:
    """The first text at a path of the original."""
    return translation.source.stringsegment_set.filter(context__path=path).order_by("order").first()


def url(name: str, translation: Translation, *more: Any) -> str:
    """One of the addresses of a translation."""
    return reverse(name, args=[translation.pk, *more])


def put(client: Client, translation: Translation, path: str, value: str) -> Any:
    """Store one text, as the translation editor does."""
    address = url("wagtail_localize:edit_string_translation", translation, segment(translation, path).pk)
    return client.put(address, encode_multipart(BOUNDARY, {"value": value}), content_type=MULTIPART_CONTENT)


def write(translation: Translation, path: str, value: str, user: Any) -> StringTranslation:
    """The same, without the admin."""
    text = segment(translation, path)
    made: StringTranslation = StringTranslation.objects.update_or_create(
        translation_of=text.string,
        context=text.context,
        locale=translation.target_locale,
        defaults={"data": value, "translation_type": "manual", "last_translated_by": user},
    )[0]
    return made


def stored(translation: Translation) -> dict[str, str]:
    """What translators have stored, by path."""
    found = StringTranslation.objects.filter(
        locale=translation.target_locale, context__object_id=translation.source.object_id
    )
    return dict(found.values_list("context__path", "data"))


def page_of(translation: Translation) -> Page:
    """The version, read anew."""
    found: Page = translation.get_target_instance()
    return found


def edit_url(translation: Translation) -> str:
    """Where wagtail-localize's editor is."""
    return reverse("wagtailadmin_pages:edit", args=[page_of(translation).pk])


def send(client: Client, translation: Translation) -> Any:
    """“Send to review”."""
    return client.post(url("translation_submit", translation))


def approved(translation: Translation, translator: Any, reviewer: Any, title: str) -> None:
    """Translate the title and make it public."""
    client = Client()
    client.force_login(translator)
    write(translation, "title", title, translator)
    send(client, translation)
    client.force_login(reviewer)
    act(client, translation, "approve")
    assert page_of(translation).live


def task_state(translation: Translation) -> TaskState:
    """Of the running review."""
    found: TaskState = page_of(translation).current_workflow_task_state
    return found


def last_change(translation: Translation) -> str:
    """What the form that says “still right” sends back."""
    version = WorkVersion.objects.get(work=translation.source.object_id, locale=translation.target_locale)
    return version.last_change.isoformat() if version.last_change else ""


def act(
    client: Client, translation: Translation, action: str, comment: str = "", state: TaskState | None = None
) -> Any:
    """Approve, or send back."""
    pk = (state or task_state(translation)).pk
    address = reverse("wagtailadmin_pages:workflow_action", args=[page_of(translation).pk, action, pk])
    return client.post(address, {"comment": comment})


def exported(translation: Translation) -> polib.POFile:
    """The PO file of a translation as the site makes it."""
    made = sheets.sheet(translation.source.get_source_instance(), translation.target_locale)
    return polib.pofile(po.write(made).decode())


def upload(client: Client, translation: Translation, content: str) -> Any:
    """A PO file."""
    file = SimpleUploadedFile("guide.po", content.encode())
    return client.post(url("wagtail_localize:upload_pofile", translation), {"file": file, "next": "/admin/pages/"})
