"""Much that is submitted at once: what a person waits for is small, the worker makes the rest, and nothing is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import lxml.html
import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

from config.settings import base
from home import i18n, memory, roles
from home.models import TranslationOrder, User
from home.translators import orders, submitting
from tests import factories
from tests.factories import SmallSite
from tests.home.translators.conftest import member, signed_in
from tests.home.translators.helpers import page_of, submitted, write
from tests.stories.forms import sent_in


@pytest.fixture
def four(site: SmallSite) -> list[Locale]:
    """Languages to translate into; two of them are new."""
    for code in ("es", "pt"):
        locale = Locale.objects.get_or_create(language_code=code)[0]
        home = site.homes["en"].copy_for_translation(locale)
        home.save_revision().publish()
    memory.forget_all()
    roles.ensure_all()
    return [i18n.locales()[code] for code in ("fr", "ar", "es", "pt")]


@pytest.fixture
def editor(four: list[Locale]) -> Client:
    """May submit into all languages."""
    client = signed_in(factories.user("editor", roles.EDITORS))
    client.get(reverse("wagtailadmin_home"))
    return client


@pytest.fixture
def _queue(settings: Any) -> None:
    """Tasks wait in the database, as in production."""
    settings.TASKS = base.TASKS


def submit(client: Client, page: Page, locales: list[Locale], **data: str) -> Any:
    address = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    return client.post(address, {"locales": [str(locale.pk) for locale in locales], **data})


def waiting() -> list[DBTaskResult]:
    """The tasks that a worker would take now, in its order."""
    return list(DBTaskResult.objects.ready().filter(task_path__startswith="home."))


def work(tasks: int = 100) -> int:
    """Do what a worker does; how many tasks there were."""
    worker = Worker(
        queue_names=["default"], interval=1, batch=True, backend_name="background", startup_delay=False,
        max_tasks=None, worker_id="one", excluded_queue_names=[],
    )  # fmt: skip
    for number in range(tasks):
        found = waiting()
        if not found:
            return number
        found[0].claim("one")
        worker.run_task(found[0])
        assert found[0].status == "SUCCESSFUL", found[0].traceback
    return tasks


def versions(page: Page) -> set[str]:
    """The languages that a page is there in."""
    return set(
        Page.objects.filter(translation_key=page.translation_key).values_list("locale__language_code", flat=True)
    )


def shown(client: Client) -> Any:
    """The page that shows how far the only order is."""
    response = client.get(reverse("translation_order", args=[TranslationOrder.objects.get().pk]))
    assert response.status_code == 200
    return lxml.html.document_fromstring(response.content.decode())


def rows(document: Any) -> list[list[str]]:
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")]
        for row in document.xpath("//main//table/tbody/tr")
    ]


# ---------------------------------------------------------------- what a person waits for


@pytest.mark.usefixtures("_queue")
@pytest.mark.parametrize(("languages", "count"), [(2, 29), (4, 29)])
def test_the_request_does_not_grow_with_the_languages(
    site: SmallSite, four: list[Locale], editor: Client, django_assert_num_queries: Any, languages: int, count: int
) -> None:
    """One language alone is made at once, to be opened."""
    guide = site.guide(title="A guide", summary="What it is.")
    with django_assert_num_queries(count):
        assert submit(editor, guide, four[:languages]).status_code == 302


@pytest.mark.usefixtures("_queue")
@pytest.mark.parametrize("guides", [1, 3])
def test_one_language_is_made_at_once(
    site: SmallSite, four: list[Locale], editor: Client, django_assert_num_queries: Any, guides: int
) -> None:
    """What one waits for to open it; the index of the search takes a few more on PostgreSQL."""
    found = [site.guide(title="A guide", summary="What it is.") for _number in range(guides)]
    with django_assert_num_queries({"sqlite": 457, "postgresql": 465}[connection.vendor]):
        assert submit(editor, found[0], four[:1]).status_code == 302
    assert versions(found[0]) == {"en", "fr"}


@pytest.mark.usefixtures("_queue")
@pytest.mark.parametrize("guides", [1, 3])
def test_nor_with_the_works(
    site: SmallSite, four: list[Locale], editor: Client, django_assert_num_queries: Any, guides: int
) -> None:
    for _number in range(guides):
        site.guide()
    with django_assert_num_queries(33):
        assert submit(editor, site.sections["library", "en"], four[2:], include_subtree="on").status_code == 302


# ---------------------------------------------------------------- what the worker does


@pytest.mark.usefixtures("_queue")
def test_the_worker_makes_them_and_one_sees_how_far_it_is(site: SmallSite, four: list[Locale], editor: Client) -> None:
    guide = site.guide(title="A guide")
    response = submit(editor, guide, four, next="/admin/desk/")
    order = TranslationOrder.objects.get()
    assert response.headers["Location"] == f"/admin/translations/orders/{order.pk}/?next=%2Fadmin%2Fdesk%2F"
    assert versions(guide) == {"en"}
    said = editor.get(response.headers["Location"]).content.decode()
    assert "was successfully submitted for translation into 4 locales" in said
    assert "0 of 4" in said
    assert "Go on" not in said
    assert "Translations are being made" in editor.get(reverse("desk")).content.decode()
    orders.advance(order.pk)
    document = shown(editor)
    assert rows(document) == [["العربية", "Done"], ["Español", "Waits"], ["Français", "Waits"], ["Português", "Waits"]]
    arabic = Page.objects.get(translation_key=guide.translation_key, locale=four[1])
    assert document.xpath("//main//tbody//a/@href") == [reverse("wagtailadmin_pages:edit", args=[arabic.pk])]
    assert work() == 1
    assert versions(guide) == {"en", "fr", "ar", "es", "pt"}
    assert not Page.objects.filter(translation_key=guide.translation_key, live=True).exclude(pk=guide.pk).exists()
    assert "Everything is done." in shown(editor).text_content()
    assert "Translations are being made" not in editor.get(reverse("desk")).content.decode()


@pytest.mark.usefixtures("_queue")
def test_a_tree(site: SmallSite, four: list[Locale], editor: Client) -> None:
    guides = [site.guide(title=f"Guide {number}") for number in range(3)]
    submit(editor, site.sections["library", "en"], four[2:], include_subtree="on")
    assert (TranslationOrder.objects.get().steps, rows(shown(editor))) == (8, [])
    assert work() == 2
    assert all(versions(guide) == {"en", "es", "pt"} for guide in guides)
    order = TranslationOrder.objects.get()
    assert (order.is_finished, order.failed) == (True, [])


@pytest.mark.usefixtures("_queue")
def test_the_pages_below_one_that_is_there(site: SmallSite, four: list[Locale], editor: Client) -> None:
    """The sections of a site are there in all its languages, long before what is in them is."""
    library, french, arabic = site.sections["library", "en"], *four[:2]
    guide = site.guide(title="A guide")
    submitting.submit(guide, [arabic], None, None)
    for code in ("es", "pt"):
        submitting.submit(library, [i18n.locales()[code]], None, None)
    form = editor.get(reverse("wagtail_localize:submit_page_translation", args=[library.pk])).context["form"]
    assert [locale.language_code for locale in form.fields["locales"].queryset.order_by("pk")] == ["fr", "es", "pt"]
    assert form["include_subtree"].value() is True
    assert offered(editor, library) == ["Translate the pages below"]
    alone = submit(editor, library, [french])
    assert "This page is there already in Français. To submit those below it" in alone.content.decode()
    assert not TranslationOrder.objects.exists()
    assert submit(editor, library, [french], include_subtree="on").status_code == 302
    assert work() == 1
    assert versions(guide) == {"en", "ar", "fr"}
    assert submit(editor, library, [arabic], include_subtree="on").status_code == 200  # nothing is missing there
    for locale in four[2:]:
        submit(editor, library, [locale], include_subtree="on")
    work()
    assert offered(editor, library) == []


@pytest.mark.usefixtures("four")
def test_a_button_only_where_something_is_left_to_do_for_this_person(site: SmallSite) -> None:
    """Who translates from French into Arabic, while Spanish and Portuguese are missing as well."""
    guide, library = site.guide("fr", title="Un guide"), site.sections["library", "fr"]
    both = member("translator", "fr")
    both.groups.add(Group.objects.get(name=roles.group_name(roles.TRANSLATORS, i18n.locales()["ar"])))
    client = signed_in(both)
    assert offered(client, guide) == ["Translate this page"]
    assert offered(client, library) == ["Translate the pages below"]
    submitting.submit(guide, [i18n.locales()["ar"]], None, None)
    assert (offered(client, guide), offered(client, library)) == ([], [])


def offered(client: Client, page: Page) -> list[str]:
    """What the menu of a page in the list of its parent's pages offers about submitting it."""
    response = client.get(reverse("wagtailadmin_explore", args=[page.get_parent().pk]))
    document = lxml.html.document_fromstring(response.content.decode())
    address = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    return [" ".join(link.text_content().split()) for link in document.xpath(f"//table//a[@href='{address}']")]


def test_without_a_worker_it_is_done_at_once(site: SmallSite, four: list[Locale], editor: Client) -> None:
    guide = site.guide(title="A guide")
    response = submit(editor, guide, four)
    assert response.headers["Location"] == reverse("wagtailadmin_explore", args=[site.sections["library", "en"].pk])
    assert versions(guide) == {"en", "fr", "ar", "es", "pt"}


@pytest.mark.usefixtures("_queue")
def test_several_are_published_by_the_worker(
    site: SmallSite,
    four: list[Locale],
    editor: Client,
    translator: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    guide = site.guide(title="A guide")
    french, arabic = submitted(guide, "fr"), submitted(guide, "ar")
    write(french, "title", "Un guide", translator)
    address = reverse("wagtail_localize:update_translations", args=[french.source_id])
    assert editor.post(address, {"publish_translations": "on"}).status_code == 302
    assert not page_of(french).live
    assert "Translations are being published: 0 of 2" in " ".join(shown(editor).text_content().split())
    with django_capture_on_commit_callbacks(execute=True):
        work()
    assert (page_of(french).title, page_of(french).live, page_of(arabic).live) == ("Un guide", True, True)


# ---------------------------------------------------------------- what may go wrong


@pytest.mark.usefixtures("_queue")
def test_a_killed_worker_loses_nothing(site: SmallSite, four: list[Locale], editor: Client) -> None:
    """Its task says for ever that it runs; the one that looks after the order comes later."""
    guide = site.guide(title="A guide")
    submit(editor, guide, four[:2])
    waiting()[0].claim("killed")
    assert work() == 0
    long_ago = timezone.now() - timedelta(hours=1)
    TranslationOrder.objects.update(moved_at=long_ago)
    DBTaskResult.objects.filter(status="READY").update(run_after=long_ago)
    assert work() == 2
    assert versions(guide) == {"en", "fr", "ar"}
    DBTaskResult.objects.filter(status="READY").update(run_after=long_ago)
    assert (work(), work()) == (1, 0)


@pytest.mark.usefixtures("_queue")
def test_where_no_worker_runs_one_presses_go_on(site: SmallSite, four: list[Locale], editor: Client) -> None:
    guide = site.guide(title="A guide")
    submit(editor, guide, four[:2])
    address = reverse("translation_order", args=[TranslationOrder.objects.get().pk])
    for made in ({"en", "ar"}, {"en", "fr", "ar"}):
        TranslationOrder.objects.update(moved_at=timezone.now() - timedelta(hours=1))
        assert "Go on" in shown(editor).text_content()
        assert editor.post(address).status_code == 302
        assert versions(guide) == made
    assert "Everything is done." in shown(editor).text_content()
    assert editor.post(address).status_code == 302


@pytest.mark.usefixtures("_queue")
def test_submitting_again_meanwhile_is_harmless(site: SmallSite, four: list[Locale], editor: Client) -> None:
    guide = site.guide(title="A guide")
    for _again in range(2):
        submit(editor, guide, four[:2])
    work()
    assert versions(guide) == {"en", "fr", "ar"}
    assert Translation.objects.filter(source__object_id=guide.translation_key).count() == 2
    assert [(order.is_finished, order.failed) for order in TranslationOrder.objects.all()] == [(True, []), (True, [])]


@pytest.mark.usefixtures("_queue")
def test_one_that_fails_holds_up_no_other(site: SmallSite, four: list[Locale], editor: Client) -> None:
    guide, other = site.guide(title="A guide"), site.guide(title="Other")
    submit(editor, guide, four[:2])
    order = TranslationOrder.objects.get()
    order.what, order.pages = TranslationOrder.What.PUBLISH, [guide.pk, other.pk]
    order.save()
    french = submitted(guide, "fr")
    person = User.objects.get(username="editor")
    person.groups.set([Group.objects.get(name=roles.translators_group_name(four[0]))])  # who may not publish
    work()
    order.refresh_from_db()
    assert (order.is_finished, order.failed) == (True, [1])
    assert not page_of(french).live
    assert "1 could not be done." in shown(signed_in(User.objects.get(username="editor"))).text_content()


@pytest.mark.usefixtures("_queue")
def test_who_may_not_any_more_makes_nothing(site: SmallSite, four: list[Locale], editor: Client) -> None:
    guide, hidden = site.guide(title="A guide"), site.guide(title="Hidden", live=False)
    submit(editor, site.sections["library", "en"], four[2:], include_subtree="on")
    person = User.objects.get(username="editor")
    person.groups.set([Group.objects.get(name=roles.translators_group_name(four[2]))])
    work()
    assert (versions(guide), versions(hidden)) == ({"en", "es"}, {"en"})


@pytest.mark.usefixtures("_queue")
def test_what_is_gone_is_left_out(site: SmallSite, four: list[Locale], editor: Client) -> None:
    gone, guide = site.guide(title="Gone"), site.guide(title="A guide")
    submit(editor, site.sections["library", "en"], four[2:3], include_subtree="on")
    gone.delete()
    work()
    assert (versions(guide), TranslationOrder.objects.get().failed) == ({"en", "es"}, [])


@pytest.mark.usefixtures("_queue")
def test_a_story_whose_sender_refused_is_left_out(site: SmallSite, four: list[Locale], editor: Client) -> None:
    refused, agreed = site.story(title="Refused"), site.story(title="Agreed")
    for story, may in ((refused, False), (agreed, True)):
        sent_in(story, translation="any" if may else "none")
    submit(editor, site.sections["stories", "en"], four[2:], include_subtree="on")
    work()
    assert (versions(refused), versions(agreed)) == ({"en"}, {"en", "es", "pt"})


@pytest.mark.usefixtures("_queue")
def test_an_order_is_shown_to_who_asked_alone(
    site: SmallSite, four: list[Locale], editor: Client, coordinator: User
) -> None:
    submit(editor, site.guide(title="A secret", live=False), four)
    address = reverse("translation_order", args=[TranslationOrder.objects.get().pk])
    client = signed_in(coordinator)
    TranslationOrder.objects.update(moved_at=timezone.now() - timedelta(hours=1))
    assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)
    assert "A secret" not in client.get(reverse("desk")).content.decode()
    assert TranslationOrder.objects.get().steps_done == 0


@pytest.mark.usefixtures("_queue")
def test_old_orders_are_forgotten(site: SmallSite, four: list[Locale], editor: Client) -> None:
    submit(editor, site.guide(), four[:2])
    first = TranslationOrder.objects.get()
    work()
    TranslationOrder.objects.update(moved_at=timezone.now() - timedelta(days=15))
    submit(editor, site.guide(), four[:2])
    assert not TranslationOrder.objects.filter(pk=first.pk).exists()
