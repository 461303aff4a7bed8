"""Erasing removes a person from rows, versions, logs, search, files, mail and the very bytes of the database."""

from __future__ import annotations

import json
import pickle
import uuid
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from post_office.models import Email
from wagtail.models import Comment, CommentReply, ModelLogEntry, PageLogEntry
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.operations import translate_object

from home import forgetting, i18n
from home.models import Picture, TranslationExport, User
from stories import domain, keys, receiving
from stories.models import (
    ContactLook,
    HeldPicture,
    Message,
    SafetyCheck,
    SafetyReviewTask,
    SentDocument,
    StoryPage,
    Submission,
)
from stories.states import State
from stories.storage import private_storage
from tests.factories import SmallSite
from tests.stories.forms import CONTACT, files_in, picture, public_files, story
from tests.stories.review import signed_in, state_of

pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),  # Wagtail's, of pictures
    pytest.mark.django_db(transaction=True),
]
#: One for each place where somebody can write; made up, so that nothing else says it.
PLACES = (
    "title", "text", "note", "teller", "alt", "contact", "link", "message", "answer", "remark", "checklist", "comment",
    "reply", "summary", "credit", "french", "arabic", "draft", "document", "held", "mail", "tag", "caption", "former",
    "picture", "paragraph",
)  # fmt: skip


def marker(place: str) -> str:
    return f"zq{place}vx"


MARKERS = {place: marker(place) for place in PLACES}


@pytest.fixture
def _queued_mail(settings: Any) -> None:
    """Mail goes to the queue, as in production."""
    settings.EMAIL_BACKEND = "post_office.EmailBackend"


@pytest.fixture
def _cache_in_files(settings: Any, tmp_path: Path) -> Iterator[None]:
    """The cache that a small site has."""
    place = {"BACKEND": "home.cache.FileCache", "LOCATION": str(tmp_path / "cache")}
    settings.CACHES = {"default": place}
    yield
    cache.clear()


def plant(site: SmallSite, reviewer: User, editor: User) -> Submission:
    """A public story with everything that a sender, reviewers, editors and translators can write about it."""
    mark = MARKERS
    sent = (picture("agreed", alt=mark["alt"]),)
    submission, _is_new = receiving.submit(
        story(
            title=f"Kestrel {mark['title']} é",
            text=f"{mark['text']} ü\n\n{mark['former']}",
            content_note=mark["note"],
            teller=mark["teller"],
            contact=f"{mark['contact']}@example.org",
            is_told=True,
            link=f"https://example.org/{mark['link']}",
            pictures=sent,
        )
    )
    domain.say(submission, Message.Kind.QUESTION, mark["message"], reviewer)
    domain.say(submission, Message.Kind.ANSWER, mark["answer"])
    domain.say(submission, Message.Kind.NOTE, mark["remark"], reviewer)
    page = submission.page
    newest = StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    newest.summary, newest.credit = mark["summary"], mark["credit"]
    blocks = [dict(block) for block in newest.body.raw_data]
    blocks[-1]["value"]["caption"] = mark["caption"]
    added = {"type": "text", "value": f"<p>{mark['paragraph']}</p>", "id": str(uuid.uuid4())}
    newest.body = StoryPage._meta.get_field("body").to_python(json.dumps([added, *blocks]))
    newest.save_revision(user=editor, log_action=True)
    for _task in range(3):  # the first one begins the review anew: somebody has edited since
        _approve(page, reviewer, mark["checklist"])
    domain.agree(submission, StoryPage.objects.get(pk=page.pk).latest_revision_id)
    comment = Comment.objects.create(page_id=page.pk, user=editor, text=mark["comment"], contentpath="title")
    comment.save()
    CommentReply.objects.create(comment=comment, user=editor, text=mark["reply"])
    _translate(page, editor)
    made = submission.pictures.get()
    made.title = mark["picture"]
    made.tags.add(mark["tag"])
    made.save()
    from wagtail.log_actions import log

    log(made, "wagtail.edit", user=editor)
    log(page, "wagtail.comments.create", user=editor, data={"comment": {"text": mark["comment"]}})
    for code in ("en", "fr", "ar"):
        assert Client().get(f"/{code}/stories/{page.slug}/").status_code == 200
    Submission.objects.filter(pk=submission.pk).update(typed={"title": mark["draft"]})
    for model, kind in ((HeldPicture, "held"), (SentDocument, "document")):
        row = model(submission=submission, name=mark[kind])
        row.file.save(f"{kind}.bin", ContentFile(mark[kind].encode()))
    EmailMessage(f"About {submission.reference}", mark["mail"], None, ["somebody@example.org"]).send()
    export = TranslationExport(user=editor, what="page", locale=i18n.locales()["fr"], format="po", language="en")
    export.items = [f":{page.translation_key}:en"]
    export.file.save("x.zip", ContentFile(mark["text"].encode()))
    submission.refresh_from_db()
    assert submission.state == State.PUBLISHED
    return submission


def _approve(page: StoryPage, reviewer: User, note: str) -> None:
    """In the task that waits."""
    waiting = state_of(page)
    points = dict.fromkeys(SafetyCheck.POINTS, True) | {"risk": "low"}
    is_first = isinstance(waiting.task.specific, SafetyReviewTask)
    waiting.task.specific.on_action(waiting, reviewer, "approve", comment=note, **(points if is_first else {}))


def _translate(page: StoryPage, editor: User) -> None:
    for code, words in (("fr", "french"), ("ar", "arabic")):
        translate_object(page, [i18n.locales()[code]])
        translation = Translation.objects.get(source__object_id=page.translation_key, target_locale__language_code=code)
        for segment in translation.source.stringsegment_set.all():
            StringTranslation.objects.create(
                translation_of=segment.string,
                context=segment.context,
                locale=translation.target_locale,
                data=segment.string.data.replace("zq", f"{MARKERS[words]} zq"),
                last_translated_by=editor,
            )
        translation.save_target(user=editor, publish=True)


# ---------------------------------------------------------------- looking for them


def spellings(word: str) -> set[bytes]:
    """How a word may stand in a file."""
    return {word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be"), json.dumps(word)[1:-1].encode()}


def rows() -> dict[str, str]:
    """All that the database says, table by table, as text."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if connection.vendor == "postgresql":
                cursor.execute(f'SELECT string_agg(t::text, chr(10)) FROM "{table}" t')  # noqa: S608 – our own tables
                found[table] = cursor.fetchone()[0] or ""
            else:
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 – our own tables
                found[table] = repr(cursor.fetchall())
    return found


def contents() -> Iterator[tuple[str, bytes]]:
    """Every file that the site keeps, the database among them; what is packed in the cache unpacked."""
    kept = [site_settings.MEDIA_ROOT, site_settings.STORAGES["private"]["OPTIONS"]["location"]]
    for folder in kept:
        for path in Path(folder).rglob("*"):
            if path.is_file():
                yield str(path), path.read_bytes()
    for path in Path(site_settings.CACHES["default"].get("LOCATION", "/nowhere")).rglob("*.djcache"):
        with path.open("rb") as file:
            pickle.load(file)  # noqa: S301 – the moment at which it is forgotten, by our own cache
            yield str(path), zlib.decompress(file.read())
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        for path in (Path(name), Path(f"{name}-wal"), Path(f"{name}-shm")):
            if path.exists():
                yield str(path), path.read_bytes()


def places(words: Iterable[str]) -> dict[str, list[str]]:
    """Where each of these words is found."""
    files, tables = list(contents()), rows()
    found: dict[str, list[str]] = {}
    for word in words:
        forms = spellings(word)
        at = [name for name, content in files if any(form in content for form in forms)]
        at += [table for table, text in tables.items() if word in text]
        if at:
            found[word] = sorted(at)
    return found


# ---------------------------------------------------------------- the tests


@pytest.mark.usefixtures("_queued_mail", "_cache_in_files")
@pytest.mark.parametrize("way", ["command", "withdrawn first", "deleted by an editor"])
def test_nothing_is_found_anywhere(site: SmallSite, reviewer: User, editor: User, way: str) -> None:
    submission = plant(site, reviewer, editor)
    reference = submission.reference
    slug = submission.page.slug
    words = [*MARKERS.values(), slug]
    missing = set(words) - places(words).keys()
    assert missing == set()  # the search finds every one of them while it is there
    if way == "deleted by an editor":
        signed_in(editor).post(reverse("wagtailadmin_pages:delete", args=[submission.page_id]))
    elif way == "withdrawn first":
        domain.withdraw(submission)
    call_command("erase_story", reference, yes=True)
    assert places(words) == {}
    assert files_in("held") == files_in("documents") == files_in("original_images") == set()
    submission.refresh_from_db()
    assert (submission.state, submission.reference, submission.page) == (State.ERASED, reference, None)
    assert submission.steps.latest("pk").after == State.ERASED
    assert not Email.objects.filter(message__contains=reference).exists()
    assert not StoryPage.objects.exists()


@pytest.mark.usefixtures("_queued_mail")
def test_other_stories_keep_everything(site: SmallSite, reviewer: User, editor: User) -> None:
    other, _is_new = receiving.submit(
        story(title="Heron", text="The same words", contact="heron@example.org", is_told=True, pictures=(picture(),))
    )
    submission, _is_new = receiving.submit(story(title="Kestrel", text="The same words", contact="heron@example.org"))
    for page in (other.page, submission.page):
        translate_object(page, [i18n.locales()["fr"]])
    domain.say(other, Message.Kind.QUESTION, "Which bus?", reviewer)
    before = (Picture.objects.count(), len(files_in("original_images")), Email.objects.count())
    domain.erase(submission)
    assert sorted(StoryPage.objects.values_list("title", flat=True)) == ["Heron", "Heron"]
    assert Translation.objects.count() == 1
    assert Translation.objects.get().source.export_po()
    assert other.contact.address == "heron@example.org"
    assert (Picture.objects.count(), len(files_in("original_images"))) == before[:2]
    assert Email.objects.filter(to="heron@example.org").count() == 1
    assert PageLogEntry.objects.filter(page=other.page_id, label="Heron").exists()


def test_logs_stay_without_words(site: SmallSite, reviewer: User, editor: User) -> None:
    submission = plant(site, reviewer, editor)
    number, picture_number = submission.page_id, submission.pictures.get().pk
    before = list(PageLogEntry.objects.filter(page=number).values_list("action", "user").order_by("pk"))
    domain.erase(submission, editor)
    entries = PageLogEntry.objects.filter(page=number).order_by("pk")
    assert list(entries.values_list("action", "user"))[: len(before)] == before
    assert set(entries.values_list("label", flat=True)) == {submission.reference}
    assert [entry.data for entry in entries if entry.data] == []
    assert set(ModelLogEntry.objects.filter(object_id=picture_number).values_list("label", flat=True)) == {
        submission.reference
    }
    assert Client().get("/admin/").status_code == 302
    boss = signed_in(User.objects.create_superuser("boss", password="x"))
    assert boss.get(reverse("wagtailadmin_reports:site_history")).status_code == 200


def test_a_translation_that_went_before_leaves_no_title(site: SmallSite, reviewer: User, editor: User) -> None:
    submission = plant(site, reviewer, editor)
    other, _is_new = receiving.submit(story(title="Heron"))
    french = StoryPage.objects.get(locale=i18n.locales()["fr"])
    assert MARKERS["french"] in str(list(PageLogEntry.objects.filter(page=french.pk).values_list("label", "data")))
    french.delete(user=editor)
    assert MARKERS["french"] not in rows()["wagtailcore_pagelogentry"]
    assert PageLogEntry.objects.filter(page=french.pk, action="wagtail.delete", user=editor).exists()
    call_command("erase_story", submission.reference, yes=True)
    tables = rows()
    assert [(table, word) for table, text in tables.items() for word in MARKERS.values() if word in text] == []
    assert PageLogEntry.objects.filter(page=other.page_id, label="Heron").exists()


def test_who_looked_at_a_contact_is_still_known(site: SmallSite, reviewer: User) -> None:
    submission, _is_new = receiving.submit(story())
    ContactLook.objects.create(submission=submission, user=reviewer)
    domain.erase(submission)
    look = ContactLook.objects.get()
    assert (look.submission, look.user) == (submission, reviewer)
    assert CONTACT not in str(rows())


@pytest.mark.usefixtures("_queued_mail")
def test_mails_that_lead_to_it_go(site: SmallSite) -> None:
    submission, _is_new = receiving.submit(story(contact=""))
    for number in (submission.pk, f"{submission.pk}1", f"1{submission.pk}"):
        EmailMessage(
            "New", f"https://example.org/admin/stories/queue/{number}/", None, [f"r{number}@example.org"]
        ).send()
    domain.erase(submission)
    left = {address for mail in Email.objects.all() for address in mail.to if address.startswith("r")}
    assert left == {f"r{submission.pk}1@example.org", f"r1{submission.pk}@example.org"}


def test_files_stay_when_erasing_fails(site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    submission, _is_new = receiving.submit(story(pictures=(picture(),)))
    row = SentDocument(submission=submission, name="a.pdf")
    row.file.save("a.pdf", ContentFile(b"pages"))
    before = files_in("documents") | files_in("original_images") | public_files()

    def fail(*args: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(forgetting, "forget_pictures", fail)
    with pytest.raises(RuntimeError):
        domain.erase(submission)
    assert files_in("documents") | files_in("original_images") | public_files() == before
    assert Submission.objects.get().state == State.RECEIVED
    assert private_storage().exists(row.file.name)


def test_a_contact_goes_with_its_mails(site: SmallSite, settings: Any) -> None:
    settings.EMAIL_BACKEND = "post_office.EmailBackend"
    from stories import erasing

    submission, _is_new = receiving.submit(story(contact="a@example.org", is_told=True))
    EmailMessage("News", f"Of {submission.reference}", None, ["a@example.org"]).send()
    EmailMessage("News", "Of something else", None, ["b@example.org"]).send()
    erasing.forget_contact(submission)
    assert [mail.to for mail in Email.objects.all()] == [["b@example.org"]]
    erasing.forget_contact(Submission.objects.get())
    assert not hasattr(Submission.objects.get(), "contact")


# ---------------------------------------------------------------- the command


def test_the_command_asks(site: SmallSite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    draft, _is_new = receiving.begin(keys.new_token(), typed={"title": "kestrel"})
    monkeypatch.setattr("builtins.input", lambda: "yes")
    with pytest.raises(CommandError, match=r"^Nothing was erased\.$"):
        call_command("erase_story", draft.reference)
    assert Submission.objects.get().state == State.DRAFT
    monkeypatch.setattr("builtins.input", lambda: f" {draft.reference.lower()} ")
    call_command("erase_story", draft.reference)
    assert Submission.objects.get().state == State.ERASED
    assert f"{draft.reference} is erased. Backups that were made before still have it." in capsys.readouterr().out
    call_command("erase_story", draft.reference, yes=True)


def test_the_command_knows_no_other(site: SmallSite) -> None:
    with pytest.raises(CommandError, match=r"^There is no ST-222222\.$"):
        call_command("erase_story", "st-222222", yes=True)
