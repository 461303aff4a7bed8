"""What must not happen, further: an original that is rearranged, terms, copies, originals that go, several sources."""

from __future__ import annotations

import re
from typing import Any

import lxml.html
import pytest
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.html import strip_tags
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from home import i18n, roles
from home.models import SearchEntry, TranslationClaim, User, Work
from home.search.results import SiteSearch
from home.translators import claims
from tests.factories import SmallSite
from tests.home.translators.conftest import signed_in
from tests.home.translators.helpers import approved, edit_url, page_of, send, stored, submitted, url, write


def paragraphs(*texts: str, key: str = "first") -> dict[str, str]:
    """A block of text."""
    return {"type": "text", "id": key, "value": "".join(f"<p>{text}</p>" for text in texts)}


@pytest.fixture
def translated(site: SmallSite, translator: User) -> Translation:
    """A guide of two blocks and four paragraphs, translated into French and not published."""
    roles.ensure_all()
    french = submitted(site.guide(body=[paragraphs("One.", "Two."), paragraphs("Three.", "Four.", key="second")]), "fr")
    for text in french.source.stringsegment_set.filter(context__path__startswith="body").select_related("string"):
        words = {"One.": "Un.", "Two.": "Deux.", "Three.": "Trois.", "Four.": "Quatre."}[text.string.data]
        StringTranslation.objects.create(
            translation_of=text.string, context=text.context, locale=french.target_locale, data=words,
            translation_type="manual", last_translated_by=translator,
        )  # fmt: skip
    return french


BODIES = {
    "a block moved": ([paragraphs("Three.", "Four.", key="second"), paragraphs("One.", "Two.")], "TroisQuatreUnDeux"),
    "a block split": (
        [paragraphs("One."), paragraphs("Two.", key="new"), paragraphs("Three.", "Four.", key="second")],
        "UnDeuxTroisQuatre",
    ),
    "a paragraph moved to another block": (
        [paragraphs("One."), paragraphs("Two.", "Three.", "Four.", key="second")],
        "UnDeuxTroisQuatre",
    ),
    "blocks joined": ([paragraphs("One.", "Two.", "Three.", "Four.")], "UnDeuxTroisQuatre"),
    "a block written anew": (
        [paragraphs("One.", "Two.", key="new"), paragraphs("Three.", "Four.", key="second")],
        "UnDeuxTroisQuatre",
    ),
    "a block deleted": ([paragraphs("Three.", "Four.", key="second")], "TroisQuatre"),
}


def rearrange(translation: Translation, body: list[dict[str, str]], editor: User) -> str:
    """Publish the original with this body and send it; the French words, as they would be published."""
    page = translation.source.get_source_instance()
    page.body = page.body.stream_block.to_python(body)
    page.save_revision().publish()
    update = reverse("wagtail_localize:update_translations", args=[translation.source_id])
    assert signed_in(editor).post(update).status_code == 302
    source = TranslationSource.objects.get(pk=translation.source_id)
    made = source.get_ephemeral_translated_instance(translation.target_locale, fallback=True)
    return "".join(re.findall(r"\w+", " ".join(strip_tags(str(block.value)) for block in made.body)))


@pytest.mark.parametrize("name", BODIES)
def test_nothing_is_translated_twice(translated: Translation, editor: User, name: str) -> None:
    body, words = BODIES[name]
    translated.refresh_from_db()
    assert rearrange(translated, body, editor) == words
    whole = [paragraphs("One.", "Two."), paragraphs("Three.", "Four.", key="second")]
    assert rearrange(Translation.objects.get(pk=translated.pk), whole, editor) == "UnDeuxTroisQuatre"


def test_a_split_sentence_stays_with_readers_until_somebody_translates_it(
    translated: Translation, editor: User, translator: User, reviewer: User
) -> None:
    """No program knows which half is which: the translation is kept as it is, and asked for."""
    approved(translated, translator, reviewer, "Un guide")
    assert rearrange(translated, [paragraphs("Four, and five.", key="second")], editor) == "Fourandfive"
    assert "Quatre." in str(page_of(translated).specific.body)
    assert StringTranslation.objects.filter(data="Quatre.").exists()
    body = [paragraphs("One.", "Two."), paragraphs("Three.", "Four.", key="second")]
    assert rearrange(Translation.objects.get(pk=translated.pk), body, editor) == "UnDeuxTroisQuatre"


# ---------------------------------------------------------------- terms, copies, sources


def test_terms_are_shown_in_the_language_of_the_page(site: SmallSite, client: Client, editor: User) -> None:
    """In one that has the term, and in one that has not: there the term is made, in the words of the original."""
    site.topics["rights", "ar"].delete()
    guide = site.guide(title="A guide", topics=("rights", "care"))
    translations = [submitted(guide, code) for code in ("fr", "ar")]
    for translation in translations:
        translation.save_target(user=editor, publish=False)
        page_of(translation).get_latest_revision().publish()
        page, locale = page_of(translation).specific, translation.target_locale
        assert {row.locale_id for row in page.topics.all()} == {locale.pk}
        assert {row.topic.locale_id for row in page.topics.all()} == {locale.pk}
    french = client.get(f"/fr/library/{page_of(translations[0]).slug}/").content.decode()
    assert site.topics["rights", "fr"].name in french
    assert f">{site.topics['rights', 'en'].name}<" not in french


def test_an_alias_is_not_found_beside_its_page(site: SmallSite, client: Client) -> None:
    """Whether in another language or in the same: Wagtail makes them public, with the words of the original."""
    guide = site.guide(title="Zebras and their rights")
    french = guide.copy_for_translation(i18n.locales()["fr"], alias=True)
    guide.create_alias(parent=guide.get_parent(), update_slug="the-same-again")
    call_command("update_index", verbosity=0)
    for code in ("en", "fr", "ar"):
        found = SiteSearch(RequestFactory().get(f"/{code}/search/?q=zebras")).results
        assert [result.page.translation_key for result in found] == [guide.translation_key]
        listed = lxml.html.document_fromstring(client.get(f"/{code}/library/?q=zebras").content.decode())
        assert len([a for a in listed.xpath("//main//a") if "Zebras" in a.text_content()]) == 1
    entries = SearchEntry.objects.filter(title__contains="zebra").values_list("page", flat=True)
    assert set(entries) == {guide.pk, french.pk}
    assert Work.objects.filter(pk=guide.translation_key).count() == 1
    assert client.get("/sitemap-fr.xml").content.decode().count(guide.slug) <= 1
    assert client.get("/sitemap-en.xml").content.decode().count(f"/en/library/{guide.slug}/</loc>") == 1


def test_nothing_breaks_when_the_original_goes_while_it_is_reviewed(
    site: SmallSite, guide: Any, french: Translation, translator: User, reviewer: User, editor: User, client: Client
) -> None:
    """Claimed by one, waiting for another, and the original is deleted: the version is an original of its own."""
    claims.claim(guide.translation_key, french.target_locale, translator)
    write(french, "title", "Un guide", translator)
    send(signed_in(translator), french)
    page = page_of(french)
    state = page.current_workflow_task_state
    signed_in(editor).post(reverse("wagtailadmin_pages:delete", args=[guide.pk]))
    for user in (editor, translator, reviewer):
        person = signed_in(user)
        for address in (
            reverse("wagtailadmin_home"),
            reverse("desk"),
            f"{reverse('desk')}?readers=hidden",
            f"{reverse('desk')}?export=csv",
            reverse("desk_queue", args=["fr"]),
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
            reverse("wagtailadmin_pages:history", args=[page.pk]),
            reverse("translation_claim", args=[guide.translation_key, french.target_locale_id]),
            reverse("wagtailadmin_reports:workflow"),
        ):
            assert person.get(address, follow=True).status_code == 200, address
        key = reverse("desk_version", args=[guide.translation_key, "fr"])
        assert person.get(key).status_code in (302, 404), key
    action = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    assert signed_in(editor).post(action, {"comment": ""}).status_code in (200, 302)
    for address, status in (
        ("/fr/library/", 200),
        (f"/fr/library/{page.slug}/", 404),  # nobody approves what no reader can compare
        (f"/en/library/{page.slug}/", 404),
        ("/sitemap-fr.xml", 200),
    ):
        assert client.get(address, follow=True).status_code == status, address
    assert Work.objects.get(pk=guide.translation_key).locale_id == french.target_locale_id
    page_of(french).delete()
    assert not TranslationClaim.objects.exists()
    assert not Work.objects.filter(pk=guide.translation_key).exists()


def test_what_was_translated_from_one_language_counts_when_it_comes_from_another(
    site: SmallSite, guide: Any, french: Translation, translator: User, coordinator: User
) -> None:
    """From English, then from Arabic, then from English again: one source at a time, and every text is kept."""
    write(french, "title", "Un guide", translator)
    arabic = submitted(guide, "ar")
    source, _made = TranslationSource.get_or_create_from_instance(page_of(arabic).specific)
    write(arabic, "title", "دليل", translator)
    newer = Translation.objects.create(source=source, target_locale=french.target_locale)
    assert not Translation.objects.filter(pk=french.pk).exists()
    texts = StringTranslation.objects.filter(locale=french.target_locale).values_list("translation_of__locale", "data")
    assert "Un guide" in {data for _locale, data in texts}
    made = newer.source.get_ephemeral_translated_instance(newer.target_locale, fallback=True)
    assert made.title == "Un guide"
    client = signed_in(translator)
    for address in (edit_url(newer), reverse("desk"), reverse("desk_queue", args=["fr"])):
        assert client.get(address).status_code == 200, address
    signed_in(coordinator).post(url("wagtail_localize:stop_translation", newer))
    assert signed_in(coordinator).get(edit_url(newer)).status_code == 200
    again = Translation.objects.create(source=french.source, target_locale=french.target_locale)
    assert list(Translation.objects.filter(target_locale=french.target_locale)) == [again]
    assert stored(again) == {"title": "Un guide"}
