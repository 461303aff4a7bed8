"""What wagtail-localize offers, and what it must not."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import LocaleSynchronization, StringTranslation, Translation
from wagtail_localize.operations import translate_object

from home import i18n, roles
from tests import factories
from tests.factories import SmallSite


@pytest.fixture
def administrator(site: SmallSite) -> Client:
    client = Client()
    client.force_login(factories.user("administrator", superuser=True))
    return client


def synchronise_from(code: str) -> dict[str, str]:
    """What the form of a language sent when it still offered to copy another one."""
    component = LocaleSynchronization._meta.db_table
    return {f"component-{component}-enabled": "on", f"component-{component}-sync_from": str(i18n.locales()[code].pk)}


def test_a_new_language_gets_no_copies(site: SmallSite, administrator: Client) -> None:
    site.guide(title="A guide")
    address, before = reverse("wagtaillocales:add"), Page.objects.count()
    offered = administrator.get(address).content.decode()
    assert "language_code" in offered
    assert "Synchronise" not in offered and "sync_from" not in offered
    administrator.post(address, {"language_code": "es", **synchronise_from("en")})
    assert Locale.objects.filter(language_code="es").exists()
    assert (Page.objects.count(), LocaleSynchronization.objects.count()) == (before, 0)


def test_nor_does_one_that_exists(site: SmallSite, administrator: Client) -> None:
    site.guide(title="A guide")
    address, before = reverse("wagtaillocales:edit", args=[i18n.locales()["fr"].pk]), Page.objects.count()
    offered = administrator.get(address).content.decode()
    assert "language_code" in offered
    assert "Synchronise" not in offered and "sync_from" not in offered
    response = administrator.post(address, {"language_code": "fr", **synchronise_from("en")})
    assert response.status_code == 302
    assert (Page.objects.count(), LocaleSynchronization.objects.count()) == (before, 0)
    assert not Page.objects.exclude(alias_of=None).exists()


# ---------------------------------------------------------------- translations that their field does not take


@pytest.fixture
def translation(site: SmallSite) -> Translation:
    """A guide that was submitted to French."""
    translate_object(site.guide(title="A guide", summary="What it is."), [i18n.locales()["fr"]])
    made: Translation = Translation.objects.get(source__object_repr="A guide")
    return made


@pytest.fixture
def translator(site: SmallSite) -> Client:
    client = Client(headers={"accept-language": "en"})
    group = roles.translators_group_name(i18n.locales()["fr"])
    client.force_login(factories.user("translator", group))
    return client


@pytest.fixture
def editor(site: SmallSite) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(factories.user("editor", roles.EDITORS))
    return client


def put(client: Client, translation: Translation, path: str, value: str) -> Any:
    """Store one text, as the translation editor does."""
    segment = translation.source.stringsegment_set.get(context__path=path)
    address = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
    return client.put(
        address,
        encode_multipart(BOUNDARY, {"value": value}),
        content_type=MULTIPART_CONTENT,
    )


def stored(translation: Translation) -> list[str]:
    """What translators have stored."""
    found = StringTranslation.objects.filter(locale=translation.target_locale)
    return sorted(found.values_list("data", flat=True))


def publish(client: Client, translation: Translation) -> str:
    """The French title that is to be published when the transaction ends."""
    page = translation.get_target_instance()
    response = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {"action": "publish"}, follow=True)
    assert response.status_code == 200
    title: str = Page.objects.get(pk=page.pk).title
    return title


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("title", "é" * 256, "Title: Ensure this value has at most 255 characters (it has 256)."),
        ("title", "", "Title: This field cannot be blank."),
    ],
)
def test_a_text_that_does_not_fit_is_refused(
    translation: Translation, translator: Client, editor: Client, path: str, value: str, reason: str
) -> None:
    response = put(translator, translation, path, value)
    assert response.status_code == 200
    assert (response.json()["error"], response.json()["data"]) == (reason, value)
    assert stored(translation) == []
    assert publish(editor, translation) == "A guide"


def test_one_that_fits_is_stored(translation: Translation, translator: Client, editor: Client) -> None:
    longest = "é" * 255
    response = put(translator, translation, "title", longest)
    assert (response.status_code, response.json()["error"]) == (201, None)
    assert put(translator, translation, "summary", "Ce que c’est.").status_code == 201
    assert stored(translation) == sorted([longest, "Ce que c’est."])
    assert publish(editor, translation) == longest


def test_strangers_store_nothing(translation: Translation, site: SmallSite) -> None:
    other = Client()
    other.force_login(factories.user("other", roles.translators_group_name(i18n.locales()["ar"])))
    for value in ("Un guide", "é" * 256):
        assert put(other, translation, "title", value).status_code == 403
        assert put(Client(), translation, "title", value).status_code in (302, 403)
    assert stored(translation) == []


def upload(client: Client, translation: Translation, content: bytes | None) -> str:
    """What is said after a PO file was uploaded; None is a form without a file."""
    files = {} if content is None else {"file": SimpleUploadedFile("guide.po", content)}
    response = client.post(reverse("wagtail_localize:upload_pofile", args=[translation.pk]), files, follow=True)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("content", [None, b"", b'msgid ""\nmsgstr ""\n', b"no such thing", b"\xff\xfe\x00"])
def test_a_file_that_is_none_is_refused(translation: Translation, translator: Client, content: bytes | None) -> None:
    assert "Please upload a valid PO file." in upload(translator, translation, content)
    assert stored(translation) == []


def test_a_text_of_a_file_that_does_not_fit_is_refused(translation: Translation, translator: Client) -> None:
    exported = translation.export_po()
    for entry in exported:
        entry.msgstr = "e" * 256 if entry.msgctxt == "title" else "Ce que c’est."
    said = upload(translator, translation, str(exported).encode())
    assert "Title: Ensure this value has at most 255 characters (it has 256)." in said
    assert stored(translation) == ["Ce que c’est."]


def test_a_good_file_is_stored(translation: Translation, translator: Client, editor: Client) -> None:
    exported = translation.export_po()
    for entry in exported:
        entry.msgstr = "Un guide" if entry.msgctxt == "title" else ""
    assert "Successfully imported" in upload(translator, translation, str(exported).encode())
    assert stored(translation) == ["Un guide"]
    assert publish(editor, translation) == "Un guide"
