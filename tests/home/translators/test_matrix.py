"""Role by language by action: the exact answer, and that nothing changed where somebody was refused."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.models import Collection, Page
from wagtail_localize.models import Translation

from home import i18n, memory, roles
from home.models import GlossaryTerm, HomePage, StandardPage, TranslationClaim, TranslationOrder, User
from home.translators import claims, review
from library.models import GuidePage, Topic
from tests import factories
from tests.factories import SmallSite
from tests.home.test_freshness import BODY, edit, translate
from tests.home.translators.conftest import member, signed_in
from tests.home.translators.helpers import submitted, url, write
from tests.home.translators.matrix import (
    NEXT,
    OF_A_LANGUAGE,
    OTHERS,
    PAGES,
    RECORDS,
    REVIEW,
    WRITE,
    Action,
    World,
    everything,
)
from tests.home.translators.matrix_originals import ORIGINALS
from tests.library.helpers import LEFT_OPEN, picture

ACTIONS = PAGES | RECORDS | ORIGINALS

PEOPLE = [*((role, code) for role in OF_A_LANGUAGE for code in ("fr", "ar")), *((role, "") for role in OTHERS)]


@pytest.fixture(scope="module")
def world(django_db_setup: SmallSite, django_db_blocker: Any) -> Iterator[World]:
    """One site for all cases; each case is undone by its own transaction, all of it by this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        memory.forget_all()
        yield _build(django_db_setup)
        transaction.set_rollback(True)
    memory.forget_all()


def _build(made: SmallSite) -> World:
    site = copy.deepcopy(made) if HomePage.objects.exists() else SmallSite.build()
    roles.ensure_all()
    for role, code in PEOPLE:
        if role in OF_A_LANGUAGE:
            member(role, code)
    factories.user("editor", roles.EDITORS)
    factories.user("administrator", superuser=True)
    factories.user("story reviewer", roles.REVIEWERS)
    factories.user("nobody")
    memory.forget_all()
    writer = member("translator", "fr", "writer")
    chairs = picture("Chairs")
    picture("Chaises", collection=Collection.objects.get(name="Translations: fr"))
    image = {"image": chairs.pk, "alt_text": "Chairs in a ring", "decorative": False}
    body = [{"type": "figure", "id": "figure-1", "value": {"image": image, "caption": ""}}]
    guide = site.guide(title="A guide", summary="What it is.", body=body)
    draft = submitted(guide, "fr")
    write(draft, "title", "Un guide", writer)
    waiting = submitted(site.guide(title="Another guide"), "fr")
    write(waiting, "title", "Un autre guide", writer)
    review.submit(waiting, writer)
    claims.claim(waiting.source.object_id, waiting.target_locale, writer)
    french = translate(site.guide(title="An old guide", body=BODY), "fr")
    edit(GuidePage.objects.get(title="An old guide"), 3, "<p>Another.</p>")
    english = Topic.objects.create(key="to-translate", name="Know", summary="What", locale=i18n.locales()["en"])
    term = submitted(english, "fr")
    write(term, "name", "Savoir", writer)
    Topic.objects.create(key="new-one", name="New", locale=i18n.locales()["en"])
    agreed = GlossaryTerm.objects.create(
        source_locale=i18n.locales()["en"],
        target_locale=i18n.locales()["fr"],
        term="eviction",
        translation="expulsion",
    )
    return World(
        draft=draft.pk,
        waiting=waiting.pk,
        old=Translation.objects.get(source__object_id=french.translation_key).pk,
        term=term.pk,
        original=_written_in_french(site, live=True).pk,
        unfinished=_written_in_french(site, live=False).pk,
        new=site.guide(title="A new guide").pk,
        hidden=site.guide(title="A hidden guide", live=False).pk,
        copy=site.guide(title="A copied guide").copy_for_translation(i18n.locales()["fr"], alias=True).pk,
        picture=chairs.pk,
        agreed=agreed.pk,
        order=TranslationOrder.objects.create(
            user=writer, page_id=guide.pk, pages=[guide.pk], locales=[i18n.locales()["ar"].pk]
        ).pk,
    )


def _written_in_french(site: SmallSite, *, live: bool) -> StandardPage:
    """With a version that is not public."""
    page = site.standard("fr", title="Écrit en français", live=live)
    page.save_revision()
    page.title = "Écrit autrement"
    page.save_revision()
    return page


def _client(role: str, code: str) -> Client:
    if role == "anonymous":
        return Client()
    return signed_in(User.objects.get(username=f"{role}-{code}" if code else role))


@pytest.fixture
def _a_machine(settings: Any) -> None:
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"
    }


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(("role", "code"), PEOPLE, ids=[" ".join(person).strip() for person in PEOPLE])
@pytest.mark.usefixtures("_a_machine")
@LEFT_OPEN
def test_matrix(
    world: World,
    db: None,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    role: str,
    code: str,
    action: str,
) -> None:
    what, client, before = ACTIONS[action], _client(role, code), everything()
    is_allowed = (role in what.allowed and code in ("fr", "")) or (code == "ar" and _is_open_elsewhere(what, role))
    with django_capture_on_commit_callbacks(execute=True):
        response = what.request(client, world)
    after = everything()
    if is_allowed:
        assert (response.status_code, response.headers.get("Location") in GATES) == (what.status, False)
        assert (after != before) is what.changes
        return
    assert response.status_code == _refusal(action, role, code)
    if response.status_code == 302:
        assert response.headers["Location"].split("?")[0] in _gates(world, action)
    _without_what_the_test_did(action, before, after)
    assert after == before


def _is_open_elsewhere(what: Action, role: str) -> bool:
    """Whether the people of another language may do it too: all of them, or those who translate."""
    return "other language" in what.allowed or ("translator elsewhere" in what.allowed and role in WRITE)


#: Where the admin sends people whom it refuses.
GATES = {reverse("wagtailadmin_home"), reverse("wagtailadmin_login")}


def _refusal(action: str, role: str, code: str) -> int:
    """The answer to somebody who may not; who may not enter the admin is sent to the log-in by everything in it."""
    what, is_stranger = ACTIONS[action], code == "ar" or role == "story reviewer"
    if role in ("anonymous", "nobody"):
        return 302
    if action == "delete a text" and role in WRITE and not is_stranger:
        return 409  # it is somebody else's, and was not seen: asked for first, whoever it is
    if is_stranger and what.strangers:
        return what.strangers
    if code == "ar" and role in WRITE and what.translators_elsewhere:
        return what.translators_elsewhere
    if code == "ar" and role in REVIEW and what.reviewers_elsewhere:
        return what.reviewers_elsewhere
    return what.refused


def _gates(world: World, action: str) -> set[str]:
    """Lists send people back to where they were, the editor sends reviewers to the page where they review."""
    if action.endswith("in the list") or action == "publish one that is not public":
        return GATES | {NEXT}
    return GATES | {url("translation_review", world.topic)} if action == "open the editor of a term" else GATES


def _without_what_the_test_did(action: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    """The cases of an update change the title of the original themselves."""
    if action.startswith("update the source"):
        before["pages"], after["pages"] = [], []


def test_an_update_publishes_only_for_those_who_may(
    world: World, db: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    for person, is_public in (("translator-fr", False), ("coordinator-fr", False), ("editor", True)):
        with django_capture_on_commit_callbacks(execute=True):
            client = signed_in(User.objects.get(username=person))
            assert ACTIONS["update the source and publish"].request(client, world).status_code == 302
        french = Page.objects.get(translation_key=world.translation.source.object_id, locale__language_code="fr")
        assert (person, french.live) == (person, is_public)


def test_what_was_submitted_is_a_draft(world: World, db: None) -> None:
    client = signed_in(User.objects.get(username="translator-fr"))
    ACTIONS["submit a work"].request(client, world)
    made = Page.objects.get(title="A new guide", locale__language_code="fr")
    assert (made.live, made.first_published_at) == (False, None)
    assert TranslationClaim.objects.count() == 1
