"""When a translation counts as older than its original, and where."""

from __future__ import annotations

import datetime

import lxml.html
from django.test import Client
from django.urls import reverse
from wagtail.log_actions import registry
from wagtail.models import Page, PageLogEntry, PageViewRestriction
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.operations import translate_object

from home import freshness, i18n, roles
from home.desk import version_view
from home.models import GradedEdit, User, WorkVersion
from home.models.desk import Grade
from library.models import GuidePage
from tests import factories
from tests.factories import SmallSite
from tests.library.helpers import translated, tree
from tests.library.test_admin import form

BODY = [
    ("heading", "First"), ("text", "<p>One. <b>Two.</b></p>"), ("heading", "Second"), ("text", "<p>Three.</p>"),
]  # fmt: skip
STALE = "//div[contains(@class, 'notice--stale')]"
State = WorkVersion.State
RIGHT = "Still right, no change needed"


def version(of: GuidePage, code: str) -> GuidePage:
    page: GuidePage = GuidePage.objects.get(translation_key=of.translation_key, locale__language_code=code)
    return page


def told(original: GuidePage, code: str = "fr") -> list[str] | None:
    """The sections that readers are told of; None when they are told nothing."""
    original = GuidePage.objects.get(pk=original.pk)
    page = version(original, code)
    changes = freshness.changes_since_translation(page, original, freshness.states(page))
    return None if changes is None else [heading for _anchor, heading in changes.sections]


def state(of: GuidePage, code: str = "fr") -> str:
    return WorkVersion.objects.get(work=of.translation_key, locale__language_code=code).state


def edit(page: GuidePage, block: int, words: str, grade: str = "") -> None:
    """Publish it with another text in one of its blocks, which keeps its id."""
    page = GuidePage.objects.get(pk=page.pk)
    stored = list(page.body.get_prep_value())
    stored[block] = {**stored[block], "value": words}
    page.body = page.body.stream_block.to_python(stored)
    page.grade = grade
    page.save_revision().publish()


def translate(page: GuidePage, code: str, text: str = "…") -> GuidePage:
    """Send it, translate what has no translation yet, and publish."""
    locale = i18n.locales()[code]
    page = GuidePage.objects.get(pk=page.pk)
    if not Translation.objects.filter(source__object_id=page.translation_key, target_locale=locale).exists():
        translate_object(page, [locale])
    translation = Translation.objects.get(source__object_id=page.translation_key, target_locale=locale)
    source = TranslationSource.objects.get(pk=translation.source_id)
    source.update_from_db()
    for segment in source.stringsegment_set.all():
        StringTranslation.objects.get_or_create(
            translation_of=segment.string, context=segment.context, locale=locale,
            defaults={"data": "Deux mots" if segment.context.path == "title" else text, "translation_type": "manual"},
        )  # fmt: skip
    made = version(page, code)
    source.get_ephemeral_translated_instance(locale, fallback=True).save_revision().publish()
    return made


# ---------------------------------------------------------------- what makes a part older


def test_the_same_words_published_again_make_nothing_older(site: SmallSite) -> None:
    guide = site.guide(body=BODY)
    translated(guide, "fr")
    site.guide("fr", of=guide)
    assert (told(guide), state(guide)) == (None, State.CURRENT)
    guide.save_revision().publish()
    guide.version_date = datetime.date(2026, 1, 2)
    guide.save_revision().publish()
    assert (told(guide), state(guide)) == (None, State.CURRENT)


def test_another_word_makes_its_section_older(site: SmallSite) -> None:
    guide = site.guide(body=BODY)
    translate(guide, "fr")
    edit(guide, 3, "<p>Another.</p>")
    assert (told(guide), state(guide)) == (["Second"], State.MINOR)
    stored = WorkVersion.objects.get(work=guide.translation_key, locale__language_code="fr")
    assert list(stored.behind) == [f"body.{GuidePage.objects.get(pk=guide.pk).body[3].id}"]
    assert stored.words == 1
    edit(guide, 1, "<p>Other.</p>", Grade.MAJOR)
    assert (told(guide), state(guide)) == (["First", "Second"], State.OUTDATED)
    assert (told(guide, "en"), state(guide, "en")) == (None, State.ORIGINAL)


def test_readers_are_told_since_when(site: SmallSite, client: Client) -> None:
    guide = site.guide(body=BODY)
    french = translate(guide, "fr")
    edit(guide, 3, "<p>Another.</p>")
    anchor = freshness.block_anchor(GuidePage.objects.get(pk=guide.pk).body[2].id)
    page = tree(client, i18n.url_in(french, "fr"))
    assert page.xpath(f"{STALE}//a[@hreflang='en']/@href") == [
        f"/en/library/{guide.slug}/#{anchor}", f"/en/library/{guide.slug}/",
    ]  # fmt: skip
    first = WorkVersion.objects.get(work=guide.translation_key, locale=french.locale).since
    edit(guide, 1, "<p>Other.</p>")
    assert WorkVersion.objects.get(work=guide.translation_key, locale=french.locale).since == first
    assert tree(client, i18n.url_in(guide, "en")).xpath(STALE) == []


def test_a_mended_typing_error_makes_nothing_older(site: SmallSite, client: Client) -> None:
    guide = site.guide(body=BODY)
    french = translate(guide, "fr", "Trois.")
    edit(guide, 3, "<p>Three!</p>", Grade.TYPING)
    assert (told(guide), state(guide)) == (None, State.CURRENT)
    assert tree(client, i18n.url_in(french, "fr")).xpath(STALE) == []
    # Nor does sending the mended text ask anything of the translators.
    source = TranslationSource.objects.get(object_id=guide.translation_key)
    source.update_from_db()
    assert source.translations.get().get_progress() == (6, 6)
    assert "Trois." in [text.data for text in StringTranslation.objects.filter(translation_of__data="Three!")]


def test_a_text_that_did_change_is_not_taken_over(site: SmallSite) -> None:
    guide = site.guide(body=BODY)
    translate(guide, "fr")
    edit(guide, 3, "<p>Another.</p>")
    source = TranslationSource.objects.get(object_id=guide.translation_key)
    source.update_from_db()
    assert source.translations.get().get_progress() == (6, 5)
    # What was written around the publication is taken over neither.
    GuidePage.objects.filter(pk=guide.pk).update(summary="Written around it.")
    source.update_from_db()
    assert source.translations.get().get_progress() == (6, 4)


def test_a_translated_part_is_not_older_any_more(site: SmallSite) -> None:
    guide = site.guide(body=BODY)
    translate(guide, "fr")
    edit(guide, 3, "<p>Another.</p>", Grade.MAJOR)
    translate(guide, "fr")
    assert (told(guide), state(guide)) == (None, State.CURRENT)


def test_what_changed_after_it_was_sent_stays_older(site: SmallSite) -> None:
    guide = site.guide(body=BODY)
    translate(guide, "fr")
    edit(guide, 3, "<p>Another.</p>")
    TranslationSource.objects.get(object_id=guide.translation_key).update_from_db()
    edit(guide, 3, "<p>A third one.</p>")
    version(guide, "fr").save_revision().publish()
    assert told(guide) == ["Second"]


def test_a_part_that_is_gone_or_new_counts(site: SmallSite) -> None:
    guide = site.guide(body=BODY)
    translate(guide, "fr")
    stored = GuidePage.objects.get(pk=guide.pk)
    del stored.body[1]
    stored.save_revision().publish()
    assert (told(guide), state(guide)) == ([], State.MINOR)
    translate(guide, "fr")
    assert told(guide) is None
    stored = GuidePage.objects.get(pk=guide.pk)
    stored.body.append(("text", "<p>Four.</p>"))
    stored.save_revision().publish()
    assert told(guide) == ["Second"]


def test_a_text_that_was_sent_long_ago_is_behind_from_the_start(site: SmallSite) -> None:
    guide = site.guide(body=BODY)
    translate(guide, "fr")
    edit(guide, 3, "<p>Another.</p>")
    arabic = i18n.locales()["ar"]
    translate_object(GuidePage.objects.get(pk=guide.pk), [arabic])  # what was sent for French
    assert state(guide, "ar") == State.STARTED
    version(guide, "ar").save_revision().publish()
    assert "Second" in (told(guide, "ar") or [])


def test_an_alias_that_is_translated_is_a_version(site: SmallSite) -> None:
    guide = site.guide(body=BODY)
    guide.copy_for_translation(i18n.locales()["fr"], alias=True)
    assert not WorkVersion.objects.filter(work=guide.translation_key, locale__language_code="fr").exists()
    translate_object(guide, [i18n.locales()["fr"]])
    assert state(guide) == State.OUTDATED  # public, in the words of the original
    assert told(guide) == ["First", "Second"]


def test_a_translation_that_was_made_by_hand(site: SmallSite) -> None:
    """Nothing of it is known to wagtail-localize; what its editor changed was brought in line."""
    guide = site.guide(body=BODY)
    blocks = guide.body.get_prep_value()
    french = site.guide("fr", of=guide, body=[{**block, "value": "Mot"} for block in blocks])
    edit(guide, 3, "<p>Another.</p>")
    assert told(guide) == ["Second"]
    french.title = "Un autre titre"
    french.save_revision().publish()
    assert told(guide) == ["Second"]
    edit(french, 3, "<p>Autre.</p>")
    assert told(guide) is None


def test_a_translation_of_a_translation(site: SmallSite) -> None:
    """From French to English, and from there to Arabic."""
    guide = site.guide("fr", body=BODY)
    english = translate(guide, "en")
    translate_object(english, [i18n.locales()["ar"]])
    arabic = translate(GuidePage.objects.get(pk=english.pk), "ar")
    chain = WorkVersion.objects.filter(work=guide.translation_key).order_by("pk")
    assert list(chain.values_list("locale__language_code", "source__language_code", "state")) == [
        ("fr", None, State.ORIGINAL), ("en", "fr", State.CURRENT), ("ar", "en", State.CURRENT),
    ]  # fmt: skip
    edit(guide, 3, "<p>Another.</p>", Grade.MAJOR)
    assert (told(guide, "en"), told(guide, "ar")) == (["Second"], ["Second"])
    # English again, but the Arabic text was made from the old one.
    translate(guide, "en", "Another text")
    assert (told(guide, "en"), told(guide, "ar")) == (None, ["Second"])
    translate_from_english(english)
    assert (told(guide, "ar"), state(guide, "ar")) == (None, State.CURRENT)
    # The English words alone are others now: readers are told nothing, for the original says what it said.
    edit(english, 3, "<p>Better put.</p>")
    assert (told(guide, "ar"), state(guide, "ar")) == (None, State.MINOR)
    assert arabic.pk == version(guide, "ar").pk


def translate_from_english(english: GuidePage) -> None:
    source = TranslationSource.objects.get(object_id=english.translation_key, locale=english.locale)
    source.update_from_db()
    arabic = i18n.locales()["ar"]
    for segment in source.stringsegment_set.all():
        StringTranslation.objects.get_or_create(
            translation_of=segment.string, context=segment.context, locale=arabic, defaults={"data": "…"}
        )
    source.get_ephemeral_translated_instance(arabic, fallback=True).save_revision().publish()


# ---------------------------------------------------------------- the grade of an edit


def client_of(name: str, *groups: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(factories.user(name, *groups))
    return client


def test_an_editor_says_what_was_changed(site: SmallSite) -> None:
    editor = client_of("editor", roles.EDITORS)
    guide = site.guide(body=BODY)
    translate(guide, "fr")
    address = reverse("wagtailadmin_pages:edit", args=[guide.pk])
    shown = editor.get(address).content.decode()
    assert "What did you change?" in shown
    assert checked(shown) == ["minor"]
    sent = {**form(site, title=guide.title, slug=guide.slug), "grade": "typing"}
    editor.post(address, sent)  # a draft, which somebody else publishes
    assert checked(editor.get(address).content.decode()) == ["typing"]
    editor.post(address, {**sent, "action-publish": "1"})
    assert GradedEdit.objects.get(revision__pk=GuidePage.objects.get(pk=guide.pk).live_revision_id).grade == "typing"
    assert (told(guide), state(guide)) == (None, State.CURRENT)
    editor.post(address, {**form(site, title="Other", slug=guide.slug), "grade": "major", "action-publish": "1"})
    assert state(guide) == State.OUTDATED


def checked(shown: str) -> list[str]:
    return [str(v) for v in lxml.html.fromstring(shown).xpath("//input[@name='grade'][@checked]/@value")]


def test_only_what_readers_have_is_graded(site: SmallSite) -> None:
    editor = client_of("editor", roles.EDITORS)
    draft = site.guide(live=False)
    french = site.guide("fr", of=site.guide())
    for page in (draft, french):
        shown = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert "What did you change?" not in shown


# ---------------------------------------------------------------- still right, no change needed


def test_one_press_says_that_it_is_still_right(site: SmallSite) -> None:
    guide = site.guide(body=BODY)
    french = translate(guide, "fr", "Trois.")
    edit(guide, 3, "<p>Three, or so.</p>")
    translator = client_of("translator", roles.translators_group_name(french.locale))
    address = reverse("desk_version", args=[guide.translation_key, "fr"])
    shown = " ".join(translator.get(address).content.decode().split())
    assert "Second" in shown and "Small change" in shown and "Send the new text" in shown and RIGHT in shown
    say, seen = reverse("desk_still_right", args=[guide.translation_key, "fr"]), last_change(guide)
    assert seen in shown
    assert translator.post(say, {"next": address, "seen": seen})["Location"] == address
    assert (told(guide), state(guide)) == (None, State.CURRENT)
    entry = PageLogEntry.objects.get(action="home.still_right")
    assert (entry.page_id, entry.user.username, len(entry.data["parts"])) == (french.pk, "translator", 1)
    formatter = registry.get_formatter(entry)
    assert formatter.format_message(entry) == "Found still right after the original had changed"
    assert "Nothing has changed there" in translator.get(address).content.decode()
    # Sending the new text asks for nothing that was found right.
    TranslationSource.objects.get(object_id=guide.translation_key).update_from_db()
    assert TranslationSource.objects.get(object_id=guide.translation_key).translations.get().get_progress() == (6, 6)


def last_change(of: GuidePage) -> str:
    """What the form has of its French version."""
    version = WorkVersion.objects.get(work=of.translation_key, locale__language_code="fr")
    return version.last_change.isoformat() if version.last_change else ""


def test_not_of_what_one_has_not_seen(site: SmallSite) -> None:
    """Something important was published between looking and pressing; what readers are told stays."""
    guide = site.guide(body=BODY)
    french = translate(guide, "fr", "Trois.")
    edit(guide, 3, "<p>Three, or so.</p>")
    translator, seen = client_of("translator", roles.translators_group_name(french.locale)), last_change(guide)
    say, queue = reverse("desk_still_right", args=[guide.translation_key, "fr"]), reverse("desk_queue", args=["fr"])
    assert seen in translator.get(queue).content.decode()
    edit(guide, 1, "<p>The law has changed.</p>", Grade.MAJOR)
    for data in ({"seen": seen}, {}, {"seen": "now"}):
        shown = translator.post(say, {**data, "next": queue}, follow=True).content.decode()
        assert "The original has changed again." in shown
        assert (told(guide), state(guide)) == (["First", "Second"], State.OUTDATED)
    translator.post(say, {"seen": last_change(guide)})
    assert (told(guide), state(guide)) == (None, State.CURRENT)


def test_nobody_else_may_say_so(site: SmallSite) -> None:
    guide = site.guide(body=BODY)
    french = translate(guide, "fr")
    edit(guide, 3, "<p>Another.</p>")
    say, look = (reverse(name, args=[guide.translation_key, "fr"]) for name in ("desk_still_right", "desk_version"))
    arab = client_of("arab", roles.translators_group_name(i18n.locales()["ar"]))
    mine = client_of("french", roles.translators_group_name(french.locale))
    for client in (arab, Client()):
        for response in (client.post(say), client.get(look)):
            assert response.status_code == 302
            assert "Location" in response.headers
    reviewer = client_of("reviewer", roles.group_name(roles.TRANSLATION_REVIEWERS, french.locale))
    assert (reviewer.post(say).status_code, RIGHT in reviewer.get(look).content.decode()) == (302, False)
    assert mine.get(say).status_code == 405
    assert mine.post(reverse("desk_still_right", args=[guide.translation_key, "en"])).status_code == 302
    assert told(guide) == ["Second"]


def test_what_changed_in_an_original_that_one_may_not_read(site: SmallSite) -> None:
    guide = site.guide(body=BODY)
    french = translate(guide, "fr")
    edit(guide, 3, "<p>Another.</p>")
    translator = client_of("translator", roles.translators_group_name(french.locale))
    address, editor = reverse("desk_version", args=[guide.translation_key, "fr"]), client_of("editor", roles.EDITORS)
    user = User.objects.get(username="translator")
    assert [button.url for button in version_view.header_buttons(french, user, "edit")] == [address]
    PageViewRestriction.objects.create(page=guide, restriction_type="groups")
    assert list(version_view.header_buttons(french, user, "edit")) == []
    assert (translator.get(address).status_code, editor.get(address).status_code) == (302, 200)


def test_the_title_of_an_original_that_one_may_not_read(site: SmallSite) -> None:
    arabic = site.guide("ar", title="A secret original", body=BODY)
    english = translate(arabic, "en")
    french = translate(english, "fr")
    client = client_of("translator", roles.translators_group_name(french.locale))
    address = reverse("desk_version", args=[arabic.translation_key, "fr"])
    assert "A secret original" in client.get(address).content.decode()
    Page.objects.filter(pk=arabic.pk).update(live=False)
    response = client.get(address)
    assert (response.status_code, "A secret original" in response.content.decode()) == (200, False)


def test_what_is_written_during_a_review_brings_nothing_in_line(site: SmallSite) -> None:
    guide = site.guide(body=BODY)
    french = translate(guide, "fr")
    edit(guide, 3, "<p>Another.</p>")
    source = TranslationSource.objects.get(object_id=guide.translation_key)
    source.update_from_db()
    in_review = source.get_ephemeral_translated_instance(french.locale, fallback=True).save_revision()
    assert set(StringTranslation.objects.values_list("locale", flat=True)) == {french.locale_id}
    segment = source.stringsegment_set.get(string__data="Another.")
    StringTranslation.objects.create(
        translation_of=segment.string, context=segment.context, locale=french.locale, data="Un autre."
    )
    in_review.publish()
    assert (told(guide), state(guide)) == (["Second"], State.MINOR)
    translate(guide, "fr")
    assert (told(guide), state(guide)) == (None, State.CURRENT)
