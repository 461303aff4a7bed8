"""What is stored of a file, and what never is."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from home import i18n
from home.exchange.taking import look, take
from home.models import User
from home.translators import claims
from library.models import GuidePage, Topic
from tests.factories import SmallSite
from tests.home.exchange.helpers import back, filled, sheet
from tests.home.test_freshness import BODY, edit
from tests.home.translators.helpers import page_of, stored, submitted, write
from tests.home.translators.matrix import everything

WORDS = {"title": "Un guide", "summary": "Ce que c’est."}


def made(original: Any, code: str = "fr", words: dict[str, str] | None = None) -> Any:
    """A file that came back, with these translations by path."""
    given = WORDS if words is None else words
    return back(filled(sheet(original, code), lambda path, text: given.get(path, "")))


@pytest.fixture
def original(french: Translation) -> Any:
    """What the French translation is of."""
    return french.source.get_source_instance()


def test_a_look_changes_nothing_and_says_the_same(french: Translation, original: Any, translator: User) -> None:
    before, file = everything(), made(original)
    report = look(file, translator)
    assert everything() == before
    assert ([text.path for text in report.taken], report.refused, report.open) == (["title", "summary"], [], 0)
    done = take(file, translator)
    assert (done.taken, done.refused, done.title, done.language) == (report.taken, [], "A guide", "fr")
    assert stored(french) == WORDS
    rows = StringTranslation.objects.filter(locale=french.target_locale)
    assert set(rows.values_list("translation_type", "last_translated_by", "has_error")) == {
        ("manual", translator.pk, False)
    }
    assert (take(file, translator).taken, take(file, translator).same) == ([], 2)


def test_nothing_is_published(french: Translation, original: Any, translator: User) -> None:
    take(made(original), translator)
    page = page_of(french)
    assert (page.live, page.title, page.draft_title) == (False, "A guide", "Un guide")


def test_a_public_translation_stays_as_readers_see_it(
    french: Translation, original: Any, translator: User, second: User
) -> None:
    write(french, "title", "Le guide", translator)
    version = french.source.get_ephemeral_translated_instance(french.target_locale, fallback=True)
    version.save_revision().publish()
    take(made(original), translator)
    page = page_of(french)
    assert (page.live, page.title) == (True, "Le guide")


def test_nobody_overwrites_anybody(french: Translation, original: Any, translator: User, second: User) -> None:
    file = made(original)
    write(french, "title", "Le guide", second)
    assert [one.why_not for one in look(file, translator).refused] == [
        "Bilal stored another text after this file was made: “Le guide”"
    ]
    report = take(file, translator)
    assert ([text.path for text in report.taken], len(report.refused)) == (["summary"], 1)
    assert stored(french) == {"title": "Le guide", "summary": "Ce que c’est."}
    later = made(original)
    assert [text.path for text in take(later, translator).taken] == ["title"]
    assert stored(french)["title"] == "Un guide"


def test_ones_own_newer_work_is_not_overwritten(french: Translation, original: Any, translator: User) -> None:
    write(french, "title", "Lundi", translator)
    file = made(original)
    write(french, "title", "Mardi, bien mieux", translator)
    assert [one.why_not for one in look(file, translator).refused] == [
        "Amina stored another text after this file was made: “Mardi, bien mieux”"
    ]
    assert [text.path for text in take(file, translator).taken] == ["summary"]
    assert stored(french) == {"title": "Mardi, bien mieux", "summary": "Ce que c’est."}
    assert [text.path for text in take(made(original), translator).taken] == ["title"]


def test_a_file_is_sent_again_with_other_words(french: Translation, original: Any, translator: User) -> None:
    exported = sheet(original)
    for title in ("Un guide", "Le guide"):
        file = back(filled(exported, lambda path, text, title=title: title if path == "title" else ""))  # type: ignore[misc]
        assert [text.target for text in take(file, translator).taken] == [title]
    row = write(french, "title", "Guide", translator)
    StringTranslation.objects.filter(pk=row.pk).update(translation_type="machine", tool_name="A machine")
    assert [text.target for text in take(file, translator).taken] == ["Le guide"]
    assert stored(french) == {"title": "Le guide"}


def test_a_text_that_does_not_fit_its_field(french: Translation, original: Any, translator: User) -> None:
    report = take(made(original, words={**WORDS, "title": "e" * 256}), translator)
    assert [one.why_not for one in report.refused] == [
        "Title: Ensure this value has at most 255 characters (it has 256)."
    ]
    assert stored(french) == {"summary": "Ce que c’est."}


def test_a_machines_text_that_a_person_answers_for(french: Translation, original: Any, translator: User) -> None:
    row = write(french, "title", "Un guide", None)
    StringTranslation.objects.filter(pk=row.pk).update(translation_type="machine")
    assert [text.is_uncertain for text in sheet(original).texts] == [True, False]
    assert take(back(sheet(original)), translator).same == 1
    assert take(made(original), translator).taken[0].path == "title"
    row.refresh_from_db()
    assert (row.translation_type, row.last_translated_by) == ("manual", translator)


# ---------------------------------------------------------------- originals that changed


def test_an_original_that_changed_since(french: Translation, original: Any, translator: User) -> None:
    file = made(original)
    original.title = "A better guide"
    original.save_revision().publish()
    report = take(file, translator)
    assert [one.why_not for one in report.refused] == ["The original has changed since this file was made."]
    assert stored(french) == {"summary": "Ce que c’est."}


def test_the_newest_text_is_taken_along(french: Translation, original: Any, translator: User) -> None:
    write(french, "title", "Un guide", translator)
    original.title = "A better guide"
    original.save_revision().publish()
    (title, _summary) = sheet(GuidePage.objects.get(pk=original.pk)).texts
    assert (title.source, title.target, title.previous, title.is_uncertain) == (
        "A better guide", "Un guide", "A guide", True,
    )  # fmt: skip
    report = take(made(GuidePage.objects.get(pk=original.pk), words={"title": "Un meilleur guide"}), translator)
    assert report.notes == ["The newest text of the original was sent to its translators."]
    assert {row.translation_of.data: row.data for row in StringTranslation.objects.select_related()} == {
        "A guide": "Un guide",
        "A better guide": "Un meilleur guide",
    }


def test_blocks_that_moved_keep_their_texts(site: SmallSite, french: Translation, translator: User) -> None:
    body = [{"type": "heading", "id": f"h{n}", "value": word} for n, word in enumerate(("One", "Two", "Three"))]
    guide = site.guide(body=body)
    submitted(guide, "fr")
    file = made(guide, words={"body.h0": "Un", "body.h1": "Deux", "body.h2": "Trois"})
    guide = GuidePage.objects.get(pk=guide.pk)
    guide.body = guide.body.stream_block.to_python([body[2], body[0]])
    guide.save_revision().publish()
    report = take(file, translator)
    assert [text.target for text in report.taken] == ["Un", "Trois"]
    assert [one.why_not for one in report.refused] == ["The work has no such text."]


# ---------------------------------------------------------------- works that nobody has submitted


def test_a_work_that_nobody_submitted(site: SmallSite, french: Translation, translator: User) -> None:
    guide = site.guide(title="A new guide", summary="New.")
    file = made(guide, words={"title": "Un nouveau guide"})
    assert not Translation.objects.filter(source__object_id=guide.translation_key).exists()
    look(file, translator)
    assert not Translation.objects.filter(source__object_id=guide.translation_key).exists()
    report = take(file, translator)
    assert len(report.taken) == 1
    page = Page.objects.get(translation_key=guide.translation_key, locale__language_code="fr")
    assert (page.live, page.draft_title) == (False, "Un nouveau guide")


def test_a_file_without_translations_submits_nothing(site: SmallSite, french: Translation, translator: User) -> None:
    guide = site.guide(title="A new guide")
    assert take(made(guide, words={}), translator).open == 2
    assert not Page.objects.filter(translation_key=guide.translation_key, locale__language_code="fr").exists()


def test_terms(site: SmallSite, french: Translation, translator: User) -> None:
    english = Topic.objects.create(key="new", name="Knowing", summary="What", locale=i18n.locales()["en"])
    submitted(english, "fr")
    report = take(made(english, words={"name": "Savoir"}), translator)
    assert [text.target for text in report.taken] == ["Savoir"]
    assert Topic.objects.get(key="new", locale__language_code="fr").name == "Knowing"


def test_what_is_edited_by_itself(french: Translation, original: Any, translator: User) -> None:
    file = made(original)
    Translation.objects.update(enabled=False)
    assert take(file, translator).why_not == "This version is edited by itself, so a file cannot be taken."
    assert StringTranslation.objects.count() == 0


# ---------------------------------------------------------------- whose language, whose work


def test_another_language(site: SmallSite, french: Translation, original: Any, translator: User) -> None:
    file = made(original, "ar")
    for done in (look(file, translator), take(file, translator)):
        assert (done.why_not, done.title) == ("You do not translate into this language.", "")
    assert not Page.objects.filter(translation_key=original.translation_key, locale__language_code="ar").exists()


NO_SUCH = "There is no such work, or you may not translate it."


def test_works_that_one_may_not_know_of(site: SmallSite, french: Translation, translator: User) -> None:
    guide = site.guide(title="Soon secret", summary="A secret.")
    private, gone = made(guide), made(doomed := site.guide(title="Gone"))
    GuidePage.objects.get(pk=guide.pk).unpublish()
    doomed.delete()
    for file in (private, gone):
        done = take(file, translator)
        assert (done.why_not, done.title, done.judgements) == (NO_SUCH, "", [])


def test_a_claim_is_told(french: Translation, original: Any, translator: User, second: User) -> None:
    claims.claim(french.source.object_id, french.target_locale, second)
    (note,) = look(made(original), translator).notes
    assert note.startswith("Bilal translates this until")
    assert look(made(original), second).notes == []


def test_a_text_that_is_carried_over_is_nobodys_newer_one(
    site: SmallSite, french: Translation, translator: User, second: User
) -> None:
    guide = site.guide(title="A guide with text", body=BODY)
    translation = submitted(guide, "fr")
    path = translation.source.stringsegment_set.get(string__data="Three.").context.path
    write(translation, path, "Trois.", second)
    edit(guide, 3, "<p>Three!</p>", "typing")
    report = take(made(GuidePage.objects.get(pk=guide.pk), words={path: "Trois !"}), translator)
    assert ([text.target for text in report.taken], report.refused) == (["Trois !"], [])
    rows = StringTranslation.objects.filter(context__path=path).order_by("pk")
    assert [(row.translation_of.data, row.data) for row in rows] == [("Three.", "Trois."), ("Three!", "Trois !")]


def test_a_work_that_is_translated_from_another_language_now(
    site: SmallSite, french: Translation, original: Any, translator: User
) -> None:
    file = made(original)
    arabic = site.guide("ar", of=original, title="دليل")
    from_arabic, _made = TranslationSource.get_or_create_from_instance(arabic)
    Translation.objects.create(source=from_arabic, target_locale=french.target_locale)
    Translation.objects.filter(pk=french.pk).delete()
    why = "It is translated from another language now. Take the texts along again."
    assert (look(file, translator).why_not, take(file, translator).why_not) == (why, why)
