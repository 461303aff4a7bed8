"""The page on which files come back: first a look, then the taking, with a line for everything that was not taken."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail_localize.models import StringTranslation, Translation

from home.exchange import kept, limits, po, views, xliff
from home.models import User
from tests.factories import SmallSite
from tests.home.exchange.helpers import filled, sheet, zipped
from tests.home.translators.conftest import signed_in
from tests.home.translators.helpers import stored, write
from tests.home.translators.matrix import everything

WORDS = {"title": "Un guide", "summary": "Ce que c’est."}


def po_of(original: Any, code: str = "fr", **words: str) -> bytes:
    """A PO file that came back."""
    return po.write(filled(sheet(original, code), lambda path, text: {**WORDS, **words}.get(path, "")))


def send(client: Client, content: bytes, name: str = "guide.po") -> Any:
    """“Look at it”."""
    return client.post(reverse("exchange_import"), {"file": SimpleUploadedFile(name, content)})


def take(client: Client, looked: Any, **data: Any) -> Any:
    """“Take what can be taken”."""
    given = {"token": looked.context["token"], "name": looked.context["name"], "what": "take", **data}
    return client.post(reverse("exchange_import"), given)


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def original(french: Translation) -> Any:
    """What the French translation is of."""
    return french.source.get_source_instance()


@pytest.fixture
def amina(translator: User, french: Translation) -> Client:
    """Translates into French."""
    return signed_in(translator)


def test_a_look_and_then_the_taking(amina: Client, french: Translation, original: Any, second: User) -> None:
    content = po_of(original)
    write(french, "title", "Le guide", second)
    before = everything()
    looked = send(amina, content)
    said = text_of(looked)
    assert everything() == before
    assert "What would be done" in said and "1 text taken." in said and "1 not taken." in said
    assert "Bilal stored another text after this file was made: “Le guide”" in said
    taken = take(amina, looked)
    assert "What was done" in text_of(taken)
    assert stored(french) == {"title": "Le guide", "summary": "Ce que c’est."}
    assert "Files are kept for a day only. Please send it again." in text_of(take(amina, looked))


def test_an_archive_with_everything_that_can_be_wrong(
    amina: Client, site: SmallSite, french: Translation, original: Any
) -> None:
    guide = site.guide(title="A second", summary="Two")
    files = {
        "a.po": po_of(original, summary="<script>alert(1)</script>"),
        "b.xlf": xliff.write(filled(sheet(guide), lambda path, text: WORDS[path])),
        "ar.po": po_of(guide, "ar"),
        "broken.po": b"no such thing",
        "virus.exe": b"MZ",
        "README.txt": b"x",
    }
    looked = send(amina, zipped(files), "back.zip")
    said = text_of(looked)
    assert (looked.context["part"].taken, looked.context["part"].refused) == (3, 4)
    for why in (
        "It has markup that the original does not have.",
        "You do not translate into this language.",
        "It is damaged, or no PO or XLIFF 1.2 file.",
        "Only PO and XLIFF files can be taken.",
    ):
        assert f"<strong>Not taken</strong>: {why}" in said
    assert "<script>alert(1)" not in said
    (table,) = lxml.html.fromstring(looked.content).xpath("//table[@class='listing desk']")
    assert table.xpath(".//td[not(normalize-space())]") == []
    assert len(table.xpath("tbody/tr[1]/th[@scope='rowgroup']")) == len(table.xpath("tbody")) == 5
    take(amina, looked)
    assert sorted(StringTranslation.objects.values_list("data", flat=True)) == [
        "Ce que c’est.", "Un guide", "Un guide",
    ]  # fmt: skip


def test_many_files_take_many_requests(
    amina: Client, site: SmallSite, french: Translation, original: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "SECONDS", -1.0)
    second = site.guide(title="A second")
    looked = send(amina, zipped({"a.po": po_of(original), "b.po": po_of(second)}), "back.zip")
    assert "1 of 2 files." in text_of(looked)
    other = amina.post(reverse("exchange_import"), {"token": looked.context["token"], "name": "x", "after": "1"})
    assert [report.title for report in other.context["part"].reports] == ["A second"]
    first = take(amina, looked)
    assert (first.context["part"].done, stored(french)) == (1, WORDS)
    last = take(amina, first, after="1")
    assert (last.context["part"].left, last.context["part"].taken) == (0, 2)
    assert Translation.objects.filter(source__object_id=second.translation_key).count() == 1


def test_what_is_sent_is_for_one_person(amina: Client, french: Translation, original: Any, second: User) -> None:
    looked = send(amina, po_of(original))
    assert "Please send it again." in text_of(take(signed_in(second), looked))
    for token in ("x", f"{second.pk}-9999999999-{'a' * 22}", "../../etc/passwd", f"{second.pk}-0000000001-{'a' * 22}"):
        assert "Please send it again." in text_of(take(signed_in(second), looked, token=token))
    assert stored(french) == {}


def test_what_was_taken_is_not_kept(amina: Client, french: Translation, original: Any) -> None:
    looked = send(amina, po_of(original))
    assert storages["private"].exists(f"{kept.FOLDER}/{looked.context['token']}")
    take(amina, looked)
    assert not storages["private"].exists(f"{kept.FOLDER}/{looked.context['token']}")


def test_what_is_never_taken_is_swept_away(amina: Client, french: Translation, original: Any, translator: User) -> None:
    name = f"{kept.FOLDER}/{translator.pk}-0000000001-{'a' * 22}"
    storages["private"].save(name, SimpleUploadedFile("x", b"x"))
    send(amina, po_of(original))
    assert not storages["private"].exists(name)


def test_so_many_files_of_a_person_are_kept(
    amina: Client, french: Translation, original: Any, translator: User
) -> None:
    for _more in range(kept.KEPT + 2):
        send(amina, po_of(original))
    names = storages["private"].listdir(kept.FOLDER)[1]
    assert len([name for name in names if name.startswith(f"{translator.pk}-")]) == kept.KEPT


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.po", "The submitted file is empty."),
        (b"PK\x03\x04x", "a.zip", "This is not a ZIP archive, or it is damaged."),
        (b"x", "a.po", "It is damaged, or no PO or XLIFF 1.2 file."),
        (b"x", "", "This field is required."),
    ],
)
def test_what_cannot_be_read(amina: Client, content: bytes, name: str, said: str) -> None:
    response = send(amina, content, name) if name else amina.post(reverse("exchange_import"))
    assert (response.status_code, said in text_of(response)) == (200, True)


def test_too_large(amina: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_SENT", 10)
    assert "The file is larger than 20 MB." in text_of(send(amina, b"x" * 11))


def test_the_editors_button(amina: Client, site: SmallSite, french: Translation, original: Any) -> None:
    address = reverse("wagtail_localize:upload_pofile", args=[french.pk])
    wrong = amina.post(address, {"file": SimpleUploadedFile("a.po", po_of(site.guide()))}, follow=True)
    assert "Cannot import PO file that was created for a different translation." in text_of(wrong)
    content = po_of(original, summary="<i>Ce que</i>")
    said = text_of(amina.post(address, {"file": SimpleUploadedFile("a.po", content)}, follow=True))
    assert "Successfully imported translations from PO File." in said
    assert "It has markup that the original does not have." in said
    assert stored(french) == {"title": "Un guide"}


def test_pages_of_the_admin_lead_here(amina: Client, french: Translation, original: Any, reviewer: User) -> None:
    page = french.get_target_instance()
    for address, link in (
        (reverse("desk"), reverse("exchange")),
        (reverse("desk_queue", args=["fr"]), f"{reverse('exchange')}?into=fr"),
        (reverse("wagtailadmin_pages:edit", args=[page.pk]), f"{reverse('exchange')}?page={page.pk}&amp;into=fr"),
    ):
        assert f'href="{link}' in amina.get(address).content.decode(), address
    assert reverse("exchange") not in signed_in(reviewer).get(reverse("desk")).content.decode()
    form = amina.get(f"{reverse('exchange')}?page={page.pk}&into=fr").context["export_form"]
    assert (form["what"].value(), form["page"].value(), form["into"].value()) == ("page", page.pk, "fr")
