"""What must not happen: texts that are lost without a word, private pages that become public, orphans that break."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.models import Page, PageViewRestriction
from wagtail_localize.models import SegmentOverride, Translation, TranslationSource

from home import i18n, roles
from home.models import User
from home.translators import orders, submitting
from tests.factories import SmallSite
from tests.home.translators.conftest import member, signed_in
from tests.home.translators.helpers import (
    act,
    approved,
    edit_url,
    exported,
    page_of,
    put,
    segment,
    send,
    stored,
    submitted,
    upload,
    url,
    write,
)

# ---------------------------------------------------------------- two people in one translation


def opened(user: User, translation: Translation) -> Client:
    """Somebody's browser, with the editor open."""
    client = signed_in(user)
    assert client.get(edit_url(translation)).status_code == 200
    return client


def test_what_one_has_not_seen_is_not_replaced_at_once(french: Translation, translator: User, second: User) -> None:
    amina, bilal = opened(translator, french), opened(second, french)
    assert put(amina, french, "title", "Un guide").status_code == 201
    answer = put(bilal, french, "title", "Le guide").json()
    assert answer["data"] == "Le guide"
    assert answer["error"] == "Amina stored another text meanwhile: “Un guide”. Save again to replace it."
    assert stored(french) == {"title": "Un guide"}
    assert page_of(french).draft_title == "Un guide"
    assert put(bilal, french, "title", "Le guide").json()["error"] is None
    assert stored(french) == {"title": "Le guide"}
    assert put(amina, french, "title", "Mon guide").json()["error"].startswith("Bilal stored another text")
    assert stored(french) == {"title": "Le guide"}


def test_what_one_has_seen_is_replaced(french: Translation, translator: User, second: User) -> None:
    put(opened(translator, french), french, "title", "Un guide")
    bilal = opened(second, french)
    assert put(bilal, french, "title", "Le guide").json()["error"] is None
    assert put(bilal, french, "title", "Mon guide").json()["error"] is None
    assert stored(french) == {"title": "Mon guide"}


def test_the_same_text_and_other_parts_are_no_conflict(french: Translation, translator: User, second: User) -> None:
    amina, bilal = opened(translator, french), opened(second, french)
    put(amina, french, "title", "Un guide")
    assert put(bilal, french, "title", "Un guide").json()["error"] is None
    assert put(bilal, french, "summary", "Voilà.").json()["error"] is None


def test_what_one_has_not_seen_is_not_deleted_at_once(french: Translation, translator: User, second: User) -> None:
    amina, bilal = opened(translator, french), opened(second, french)
    put(amina, french, "title", "Un guide")
    address = url("wagtail_localize:edit_string_translation", french, segment(french, "title").pk)
    assert bilal.delete(address).status_code == 409
    assert stored(french) == {"title": "Un guide"}
    assert bilal.delete(address).status_code == 200
    assert stored(french) == {}


def test_a_file_does_not_replace_what_is_newer(french: Translation, translator: User, second: User) -> None:
    write(french, "title", "Un gui", second)
    file = exported(french)
    write(french, "title", "Un guide", second)
    for entry in file:
        entry.msgstr = {"title": "Le guide", "summary": "Voilà."}.get(entry.msgctxt, "")
    client = signed_in(translator)
    upload(client, french, str(file))
    assert stored(french) == {"title": "Un guide", "summary": "Voilà."}
    said = client.get(edit_url(french)).content.decode()
    assert "Not taken: “A guide”. Bilal stored another text after this file was made: “Un guide”" in said
    file = exported(french)
    for entry in file:
        entry.msgstr = "Le guide" if entry.msgctxt == "title" else entry.msgstr
    upload(client, french, str(file))
    assert stored(french)["title"] == "Le guide"


def test_a_file_without_a_date_is_older_than_everything(french: Translation, translator: User, second: User) -> None:
    write(french, "title", "Un guide", second)
    file = exported(french)
    file.metadata["X-Work"] = ""
    file.metadata["X-WagtailLocalize-TranslationID"] = str(french.uuid)
    file.metadata["POT-Creation-Date"] = "2099-01-01 00:00+0000"  # it can say what it likes
    for entry in file:
        entry.msgstr = "Le guide"
    upload(signed_in(translator), french, str(file))
    assert stored(french) == {"title": "Un guide", "summary": "Le guide"}


# ---------------------------------------------------------------- submitted and updated again


def submit_again(client: Client, page: Any) -> Any:
    """With the tree below, which wagtail-localize takes for new."""
    address = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    return client.post(address, {"locales": [str(i18n.locales()["fr"].pk)], "include_subtree": "on"})


def test_submitting_again_changes_nothing(
    site: SmallSite, guide: Any, french: Translation, translator: User, reviewer: User
) -> None:
    approved(french, translator, reviewer, "Un guide")
    write(french, "title", "Pas encore relu", translator)
    write(french, "summary", "Voilà.", translator)
    submitting.submit(guide, [french.target_locale], None, translator)
    library = site.sections["library", "en"]
    orders.place(translator, "make", library, [french.target_locale], below=True)
    found = page_of(french).specific
    assert (found.title, found.summary, found.live) == ("Un guide", "What it is.", True)
    assert stored(french) == {"title": "Pas encore relu", "summary": "Voilà."}


def test_nor_does_it_start_again_what_was_stopped(
    site: SmallSite, guide: Any, french: Translation, translator: User, coordinator: User
) -> None:
    signed_in(coordinator).post(url("wagtail_localize:stop_translation", french))
    page = page_of(french).specific
    page.summary = "Écrit à la main."
    page.save_revision(user=translator)
    library = site.sections["library", "en"]
    orders.place(translator, "make", library, [french.target_locale], below=True)
    french.refresh_from_db()
    assert french.enabled is False
    assert page.get_latest_revision_as_object().summary == "Écrit à la main."


def test_an_update_keeps_what_was_written(
    guide: Any, french: Translation, translator: User, reviewer: User, editor: User
) -> None:
    write(french, "summary", "Ce que c’est.", translator)
    approved(french, translator, reviewer, "Un guide")
    slug = french.source.overridablesegment_set.get(context__path="slug")
    SegmentOverride.objects.create(
        locale=french.target_locale, context=slug.context, data_json='"un-guide"', last_translated_by=translator
    )
    guide.title = "A better guide"
    guide.save()
    for user in (translator, editor):
        address = reverse("wagtail_localize:update_translations", args=[french.source_id])
        assert signed_in(user).post(address).status_code == 302
    french.refresh_from_db()
    assert segment(french, "title").string.data == "A better guide"
    found = page_of(french).specific
    assert (found.title, found.summary) == ("Un guide", "Ce que c’est.")
    assert stored(french) == {"title": "Un guide", "summary": "Ce que c’est."}
    assert SegmentOverride.objects.get().data_json == '"un-guide"'
    send(signed_in(translator), french)
    assert page_of(french).specific.title == "Un guide"
    assert page_of(french).specific.get_latest_revision_as_object().slug == "un-guide"


def test_a_tree_is_submitted_as_drafts(site: SmallSite, guide: Any, translator: User) -> None:
    """Also the pages above that lack in the language; wagtail-localize makes public copies of them in English."""
    site.sections["library", "fr"].delete()
    hidden, private = site.guide(title="Hidden", live=False), site.guide(title="Private")
    group = Group.objects.create(name="Some")
    PageViewRestriction.objects.create(page=private, restriction_type="groups").groups.add(group)
    before = set(Page.objects.values_list("pk", flat=True))
    assert submit_again(signed_in(translator), site.sections["library", "en"]).status_code == 302
    made = Page.objects.exclude(pk__in=before).order_by("path")
    assert [(page.title, page.live, page.alias_of_id, page.locale.language_code) for page in made] == [
        ("Library", False, None, "fr"),
        ("A guide", False, None, "fr"),
    ]
    assert not Page.objects.filter(translation_key=hidden.translation_key, locale__language_code="fr").exists()


def test_the_pages_above_come_first(site: SmallSite, guide: Any, translator: User) -> None:
    site.sections["library", "fr"].delete()
    submitted(guide, "fr")
    above = Page.objects.get(translation_key=site.sections["library", "en"].translation_key, locale__language_code="fr")
    assert (above.live, above.alias_of_id) == (False, None)


# ---------------------------------------------------------------- private originals


def is_private(page: Page) -> bool:
    return bool(Page.objects.get(pk=page.pk).get_view_restrictions().exists())


def restrict(page: Any) -> PageViewRestriction:
    made: PageViewRestriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    return made


@pytest.mark.parametrize("when", ["before", "during", "after"])
@pytest.mark.parametrize("what", ["itself", "above"])
def test_its_translation_is_private(
    site: SmallSite,
    guide: Any,
    translator: User,
    reviewer: User,
    client: Client,
    editor: User,
    when: str,
    what: str,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    """Whenever the original was restricted, and although the pages above the translation are not."""
    closed = guide if what == "itself" else site.sections["library", "en"]
    if when == "before":
        restrict(closed)
    french = submitted(guide, "fr")
    write(french, "title", "Secret de Polichinelle", translator)
    send(signed_in(translator), french)
    if when == "during":
        restrict(closed)
    with django_capture_on_commit_callbacks(execute=True):
        act(signed_in(reviewer), french, "approve")
    if when == "after":
        assert not is_private(page_of(french))
        restrict(closed)
    assert page_of(french).live
    assert is_private(page_of(french))
    for address in ("/fr/library/", f"/fr/library/{guide.slug}/", "/fr/search/?q=Polichinelle"):
        assert "Secret de" not in client.get(address, follow=True).content.decode(), address
    update = reverse("wagtail_localize:update_translations", args=[french.source_id])
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(editor).post(update, {"publish_translations": "on"})
    assert is_private(page_of(french))
    page_of(french).get_view_restrictions().all().delete()
    assert is_private(page_of(french))
    PageViewRestriction.objects.get(page=closed).delete()
    assert not is_private(page_of(french))
    assert not PageViewRestriction.objects.exists()


def test_one_that_is_moved_below_a_private_page(
    site: SmallSite, translator: User, reviewer: User, editor: User
) -> None:
    roles.ensure_all()
    page, closed = site.standard(title="A page"), site.standard(title="Closed")
    french = submitted(page, "fr")
    approved(french, translator, reviewer, "Une page")
    restrict(closed)
    page.move(Page.objects.get(pk=closed.pk), pos="last-child", user=editor)
    assert is_private(page_of(french))


def test_the_translation_of_a_public_page_is_public(
    guide: Any, french: Translation, translator: User, reviewer: User
) -> None:
    approved(french, translator, reviewer, "Un guide")
    assert not is_private(page_of(french))
    page_of(french).delete()
    assert not PageViewRestriction.objects.exists()


# ---------------------------------------------------------------- a deleted original


def test_no_address_breaks(
    site: SmallSite, guide: Any, french: Translation, translator: User, reviewer: User, coordinator: User, editor: User
) -> None:
    """The version stays, is edited by hand, and nothing that knows of the original answers with an error."""
    approved(french, translator, reviewer, "Un guide")
    signed_in(editor).post(reverse("wagtailadmin_pages:delete", args=[guide.pk]))
    assert not Page.objects.filter(pk=guide.pk).exists()
    page = page_of(french)
    assert (page.live, page.title) == (True, "Un guide")
    editors = signed_in(editor)
    for is_enabled in (False, True):  # however it came to be so
        for name in ("preview_translation", "download_pofile"):
            assert editors.get(url(f"wagtail_localize:{name}", french)).status_code == 404, name
        for name in ("upload_pofile", "machine_translate", "stop_translation"):
            assert editors.post(url(f"wagtail_localize:{name}", french)).status_code == 404, name
        assert put(editors, french, "title", "Autre").status_code == 404
        assert editors.get(url("translation_review", french)).status_code == 404
        assert send(editors, french).status_code == 404
        update = reverse("wagtail_localize:update_translations", args=[french.source_id])
        assert (editors.get(update).status_code, editors.post(update).status_code) == (404, 404)
        for name in ("translations_report", "translations_report_results"):
            assert editors.get(reverse(f"wagtail_localize:{name}")).status_code == 200, name
        for user in (editor, translator, coordinator):
            shown = signed_in(user).get(reverse("wagtailadmin_pages:edit", args=[page.pk]), follow=True)
            assert (shown.status_code, "js-translation-editor" in shown.content.decode()) == (200, False)
        explored = reverse("wagtailadmin_explore", args=[page.get_parent().pk])
        assert editors.get(explored).status_code == 200
        Translation.objects.filter(pk=french.pk).update(enabled=not is_enabled)
    Translation.objects.filter(pk=french.pk).update(enabled=False)
    response = editors.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), {"localize-restart-translation": "on"}, follow=True
    )
    assert "The original was deleted, so there is nothing to translate from." in response.content.decode()
    assert not Translation.objects.get(pk=french.pk).enabled


def test_looking_at_an_orphan_changes_nothing_for_those_who_may_not_write(
    guide: Any, french: Translation, translator: User, reviewer: User
) -> None:
    approved(french, translator, reviewer, "Un guide")
    address = edit_url(french)
    Page.objects.get(pk=guide.pk).delete()
    Translation.objects.filter(pk=french.pk).update(enabled=True)
    for user in (reviewer, member("translator", "ar")):
        response = signed_in(user).get(address)
        assert (response.status_code, response.headers["Location"]) == (302, reverse("wagtailadmin_home"))
    assert Translation.objects.get(pk=french.pk).enabled


def test_a_deleted_translation_is_submitted_again_with_its_texts(
    guide: Any, french: Translation, translator: User, editor: User
) -> None:
    write(french, "title", "Un guide", translator)
    signed_in(editor).post(reverse("wagtailadmin_pages:delete", args=[page_of(french).pk]))
    assert put(signed_in(translator), french, "title", "Autre").status_code == 404
    assert submit_again(signed_in(translator), guide).status_code == 302
    french.refresh_from_db()
    assert (french.enabled, stored(french), page_of(french).live) == (True, {"title": "Un guide"}, False)


def test_submitted_from_two_languages(site: SmallSite, guide: Any, french: Translation, translator: User) -> None:
    """From English, and then from Arabic: the newer one is edited; wagtail-localize finds two and breaks off."""
    write(french, "title", "Un guide", translator)
    arabic = submitted(guide, "ar")
    source, _made = TranslationSource.get_or_create_from_instance(page_of(arabic).specific)
    newer = Translation.objects.create(source=source, target_locale=french.target_locale)
    assert signed_in(translator).get(edit_url(french)).status_code == 200
    assert [one.pk for one in Translation.objects.filter(target_locale=french.target_locale)] == [newer.pk]
    assert stored(newer) == {"title": "Un guide"}
