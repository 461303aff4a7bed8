"""Storing a story: all of it or nothing, once, and nothing in it that its sender did not mean to publish."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.db import IntegrityError, OperationalError, connection
from wagtail.models import Page, PageLogEntry, Revision, Workflow
from wagtail_localize.models import TranslationSource

from home import i18n
from home.models import Picture
from library.vocabulary import Licence
from stories import filing, receiving
from stories.models import Consent, Contact, StoryIndexPage, StoryPage, Submission
from stories.models.submission import REFERENCE_ALPHABET
from tests.factories import SmallSite
from tests.stories.forms import CONTACT, TEXT, files_in, in_threads, picture, public_files, story

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # Wagtail's, of pictures


def stored_files() -> set[str]:
    return {file.name for file in files_in("original_images") | public_files()}


def test_a_story_is_a_draft_of_nobody_under_review(site: SmallSite) -> None:
    submission, is_new = receiving.submit(story(teller="Night Shift", content_note="Mentions work"))
    page = StoryPage.objects.get()
    assert is_new
    assert submission.page == page
    assert (page.live, page.owner, page.has_unpublished_changes) == (False, None, True)
    assert (page.title, page.slug, page.teller, page.project) == (
        "The last bus is our office",
        "the-last-bus-is-our-office",
        "Night Shift",
        None,
    )
    assert (page.region, page.content_note, page.licence) == ("ea", "Mentions work", Licence.ALL_RIGHTS)
    assert page.get_parent().specific == site.sections["stories", "en"]
    assert page.original_locale == page.locale == i18n.locales()["en"]
    revision = Revision.objects.get()
    assert (revision.user, page.latest_revision) == (None, revision)
    state = page.current_workflow_state
    assert (state.requested_by, state.status, state.workflow.name) == (None, "in_progress", "Story review")
    assert state.current_task_state.revision == revision
    assert list(PageLogEntry.objects.filter(page=page.pk).order_by("pk").values_list("action", "user")) == [
        ("wagtail.create", None),
        ("wagtail.edit", None),
        ("wagtail.workflow.start", None),
    ]


def test_what_was_agreed_stands_beside_the_page(site: SmallSite) -> None:
    submission, _is_new = receiving.submit(story(people="changed", may_reprint=True, language="sw"))
    again = Submission.objects.get()
    assert again == submission
    consent = again.consent
    assert (consent.people, consent.translation, consent.may_reprint, consent.ends_on) == ("changed", "any", True, None)
    assert (consent.names, consent.faces, consent.places, consent.may_share) == ("nobody", "nobody", "region", False)
    assert (again.language, again.contact.address, again.contact.is_told) == ("sw", CONTACT, False)
    assert (again.state, again.kind, again.title, again.text) == ("received", "story", again.page.title, TEXT)
    assert again.page.licence == Licence.BY_SA
    assert again.reference[:3] == "ST-"
    assert len(again.reference) == 9
    assert set(again.reference[3:]) <= set(REFERENCE_ALPHABET)


def test_text_becomes_paragraphs_and_markup_stays_text(site: SmallSite) -> None:
    receiving.submit(
        story(text="One <b>bold</b> & <script>alert(1)</script>\nsecond line\r\n\r\n \n\nTwo “quoted” 'it'\x00\u202e\n")
    )
    (block,) = StoryPage.objects.get().body.raw_data
    assert block["type"] == "text"
    assert uuid.UUID(block["id"])
    assert re.sub(r' data-block-key="\w+"', "", block["value"]) == (
        "<p>One &lt;b&gt;bold&lt;/b&gt; &amp; &lt;script&gt;alert(1)&lt;/script&gt;<br/>second line</p>"
        "<p>Two “quoted” 'it'</p>"
    )


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("The last bus is our office", "the-last-bus-is-our-office"),
        ("L’été où la place est restée ouverte", "lete-ou-la-place-est-restee-ouverte"),
        ("Rise & shine: 40 chairs", "rise-shine-40-chairs"),
        ("a" * 150, "a" * 60),
        ("word " * 30, "word-word-word-word-word-word-word-word-word-word-word-word"),
    ],
)
@pytest.mark.django_db
def test_slugs_of_latin_titles(title: str, expected: str) -> None:
    assert filing.slug_for(title) == expected


@pytest.mark.parametrize(
    "title",
    ["الحافلة الأخيرة مكتبنا", "末班车是我们的办公室", "СТОП 2024", "🔥🔥🔥", "?", "---", "ok", "የመጨረሻው አውቶቡስ bus"],
)
@pytest.mark.django_db
def test_slugs_of_other_titles_are_random(title: str) -> None:

    slugs = {filing.slug_for(title) for _i in range(5)}
    assert len(slugs) == 5
    assert all(re.fullmatch(r"story-[0-9a-f]{8}", slug) for slug in slugs)


def test_a_slug_is_unique_in_all_languages_and_leaves_the_form_its_address(site: SmallSite) -> None:
    site.story("fr", slug="le-bus", live=False)
    assert filing.slug_for("Le bus").startswith("le-bus-")
    assert filing.slug_for("Send").startswith("send-")


@pytest.mark.parametrize(
    ("language", "filed"), [("fr", "fr"), ("ar", "ar"), ("en", "en"), ("hi", "en"), ("und", "en"), ("", "en")]
)
def test_a_story_is_filed_under_its_language_or_the_first(site: SmallSite, language: str, filed: str) -> None:
    with i18n.speaking("ar"):
        submission, _is_new = receiving.submit(story(language=language))
    assert submission.page.locale.language_code == filed
    assert submission.page.get_parent().specific == site.sections["stories", filed]
    assert submission.page.original_locale.language_code == filed


def test_a_language_without_a_list_of_stories_files_under_the_first(site: SmallSite) -> None:
    site.sections["stories", "fr"].delete()
    submission, _is_new = receiving.submit(story(language="fr"))
    assert submission.page.locale.language_code == "en"


def test_without_any_list_nothing_is_stored(site: SmallSite) -> None:
    for index in StoryIndexPage.objects.all():
        index.delete()
    with pytest.raises(filing.NowhereToFileError):
        receiving.submit(story())
    assert [draft.state for draft in Submission.objects.all()] == ["draft"]


def test_a_list_without_workflow_is_reviewed_all_the_same(site: SmallSite) -> None:
    Workflow.objects.all().delete()
    submission, _is_new = receiving.submit(story())
    assert submission.page.current_workflow_state.workflow.name == "Story review"


def test_pictures_are_stored_without_their_names(site: SmallSite) -> None:
    sent = (picture(), picture("unclear", alt="Hands"), picture("agreed", alt="", is_decorative=True))
    submission, _is_new = receiving.submit(story(pictures=sent))
    made = list(Picture.objects.order_by("pk"))
    assert [(one.title, one.description, one.consent) for one in made] == [
        (f"{submission.reference} 1", "A board", "nobody"),
        (f"{submission.reference} 2", "Hands", "unclear"),
        (f"{submission.reference} 3", "", "agreed"),
    ]
    assert all(re.fullmatch(r"private/original_images/[0-9a-f]{32}\.webp", one.file.name) for one in made)
    assert len({one.file.name for one in made}) == 3
    for one, given in zip(made, sent, strict=True):
        with one.file.open("rb") as file:
            assert file.read() == given.content
        assert (one.width, one.height, one.file_size) == (40, 20, len(given.content))
        assert one.file_hash == one.get_file_hash()
    figures = [block for block in submission.page.body.raw_data if block["type"] == "figure"]
    assert [block["value"]["image"] for block in figures] == [
        {"image": made[0].pk, "decorative": False, "alt_text": "A board"},
        {"image": made[1].pk, "decorative": False, "alt_text": "Hands"},
        {"image": made[2].pk, "decorative": True, "alt_text": ""},
    ]


def test_the_contact_stands_in_one_place_only(site: SmallSite, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    sent = story(pictures=(picture(),))
    submission, _is_new = receiving.submit(sent)
    source, _made = TranslationSource.update_or_create_from_instance(submission.page)
    assert "000 042" not in repr(sent)
    assert "000 042" not in caplog.text
    assert "000 042" not in str(source.export_po())
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 – names of our own tables
            if any("000 042" in str(value) for row in cursor.fetchall() for value in row):
                found.add(table)
    assert found == {"stories_contact"}


# ---------------------------------------------------------------- once, and all or nothing


def test_the_same_thing_again_is_the_same_story(site: SmallSite) -> None:
    sent = story(pictures=(picture(),))
    first, is_new = receiving.submit(sent)
    before = stored_files()
    again, is_new_again = receiving.submit(sent)
    assert (is_new, is_new_again) == (True, False)
    assert again == first
    assert StoryPage.objects.count() == Submission.objects.count() == Picture.objects.count() == 1
    assert stored_files() == before


def fail_at(monkeypatch: pytest.MonkeyPatch, place: str, error: Exception) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise error

    monkeypatch.setattr(place, fail)


@pytest.mark.parametrize(
    "place",
    [
        "stories.filing.Picture.objects.create",
        "stories.filing.StoryIndexPage.add_child",
        "stories.consenting.Consent.objects.update_or_create",
        "stories.filing.StoryPage.save_revision",
        "wagtail.models.Workflow.start",
        "stories.notifications.send_mail",
    ],
)
@pytest.mark.parametrize("error", [OperationalError("database is locked"), RuntimeError("something else")])
def test_a_failure_anywhere_leaves_nothing(
    site: SmallSite, monkeypatch: pytest.MonkeyPatch, place: str, error: Exception
) -> None:
    from stories.workflow import ensure_story_review
    from tests import factories

    ensure_story_review()
    reviewer = factories.user("reviewer", "Reviewers")
    reviewer.email = "reviewer@example.org"
    reviewer.save()
    before = stored_files()
    pages = Page.objects.count()
    fail_at(monkeypatch, place, error)
    with pytest.raises(type(error)):
        receiving.submit(story(pictures=(picture(), picture())))
    monkeypatch.undo()
    assert Page.objects.count() == pages
    assert (
        Picture.objects.count() == Revision.objects.count() == Consent.objects.count() == Contact.objects.count() == 0
    )
    assert [(draft.state, draft.title) for draft in Submission.objects.all()] == [("draft", "")]
    assert stored_files() == before
    assert mail.outbox == []
    _submission, is_new = receiving.submit(story(pictures=(picture(), picture())))
    assert is_new


def test_pictures_stay_when_only_the_answer_was_lost(site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection breaks after the commit: the story is there, so its pictures must be."""
    real = receiving._send_once

    def lose_the_answer(*args: Any) -> None:
        real(*args)
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(receiving, "_send_once", lose_the_answer)
    sent = story(pictures=(picture(),))
    with pytest.raises(OperationalError):
        receiving.submit(sent)
    monkeypatch.undo()
    assert default_storage.exists(Picture.objects.get().file.name)
    _submission, is_new = receiving.submit(sent)
    assert not is_new


def test_a_picture_that_cannot_be_written_leaves_none(site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    before = stored_files()
    real = default_storage.save
    calls: list[str] = []

    def full_after_one(name: str, content: Any) -> str:
        calls.append(name)
        if len(calls) > 1:
            raise OSError(28, "No space left on device")
        return real(name, content)

    monkeypatch.setattr(filing.default_storage, "save", full_after_one, raising=False)
    with pytest.raises(OSError, match="No space left"):
        receiving.submit(story(pictures=(picture(), picture())))
    assert stored_files() == before
    assert [draft.state for draft in Submission.objects.all()] == ["draft"]


def test_a_reference_that_exists_is_drawn_again(site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _is_new = receiving.submit(story())
    drawn = iter([first.reference, first.reference, "ST-222222"])
    monkeypatch.setattr(receiving, "new_reference", lambda: next(drawn))
    second, is_new = receiving.submit(story())
    assert (second.reference, is_new) == ("ST-222222", True)
    assert StoryPage.objects.count() == 2


def test_what_cannot_be_stored_at_all_is_an_error(site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _is_new = receiving.submit(story())
    monkeypatch.setattr(receiving, "new_reference", lambda: first.reference)
    with pytest.raises(IntegrityError):
        receiving.submit(story())
    assert StoryPage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_stories_at_the_same_moment_are_eight(site: SmallSite) -> None:
    results = in_threads(8, lambda number: receiving.submit(story(title=f"Story number {number}"))[1])
    assert results == [True] * 8
    assert sorted(StoryPage.objects.values_list("title", flat=True)) == [f"Story number {n}" for n in range(8)]
    assert Page.find_problems() == ([], [], [], [], [])
    assert Submission.objects.values("reference").distinct().count() == 8
