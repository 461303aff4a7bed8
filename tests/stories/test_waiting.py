"""A sent story that is not public: translators do not hear of it, wherever they look in the admin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, resolve, reverse
from wagtail.admin.urls import pages as page_urls
from wagtail.models import Page, PageLogEntry, ReferenceIndex
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from home import i18n, roles
from home.models import Picture, User
from stories import domain, receiving, waiting
from stories.models import StoryPage, Submission
from tests.factories import SmallSite
from tests.stories.forms import photo, story
from tests.stories.review import SECRET_TITLE, member, publish, signed_in

KNOWN_TITLE = "The march that everybody knows of"
REPORTS = ("workflow", "workflow_tasks", "site_history", "aging_pages")


@pytest.fixture
def known(site: SmallSite, reviewer: User) -> StoryPage:
    """A sent story that is public, so that an empty list proves nothing."""
    page = receiving.submit(story(title=KNOWN_TITLE))[0].page
    publish(signed_in(reviewer), page)
    page.refresh_from_db()
    return page


@pytest.fixture
def hidden(site: SmallSite, known: StoryPage, sent: StoryPage, reviewer: User) -> list[Page]:
    """One that waits for its review, one that was public once, and a translation of that; the known one has one too."""
    project = site.project(title="Riverbend")
    StoryPage.objects.filter(pk=sent.pk).update(project=project)
    once = receiving.submit(story(title=SECRET_TITLE))[0].page
    publish(signed_in(reviewer), once)
    french = i18n.locales()["fr"]
    for page in (known, once):
        page.refresh_from_db()
        translate_object(page, [french])
    once.unpublish()
    made = list(StoryPage.objects.filter(title=SECRET_TITLE).order_by("pk"))
    assert [(page.locale.language_code, page.live) for page in made] == [("en", False), ("en", False), ("fr", False)]
    assert Page.objects.filter(title=KNOWN_TITLE).count() == 2
    Page.objects.filter(title__in=(SECRET_TITLE, KNOWN_TITLE)).update(locked=True)
    ReferenceIndex.create_or_update_for_object(StoryPage.objects.get(pk=sent.pk))
    return made


@pytest.fixture(params=["en", "fr"])
def translator(request: pytest.FixtureRequest, site: SmallSite) -> User:
    """Somebody who translates into this language."""
    code = request.param
    made = member(f"translator-{code}", roles.translators_group_name(i18n.locales()[code]))
    made.code = code  # type: ignore[attr-defined]
    return made


def ask(user: User, address: str, **query: str) -> tuple[int, str]:
    """What the admin answers in the end, wherever it leads."""
    response = signed_in(user).get(address, query, follow=True)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, content.decode()


def index_of(user: User, site: SmallSite) -> Page:
    """The list of stories in somebody's language."""
    page: Page = site.sections["stories", getattr(user, "code", "en")]
    return page


def lists(index: Page) -> Iterator[tuple[str, dict[str, str]]]:
    """Addresses of the admin that list pages."""
    for name in ("wagtailadmin_explore", "wagtailadmin_explore_results"):
        address = reverse(name, args=[index.pk])
        yield address, {}
        yield address, {"q": "march"}
        yield address, {"q": "march", "search_all": "1"}
    for name in ("wagtailadmin_pages:search", "wagtailadmin_pages:search_results"):
        yield reverse(name), {"q": "march"}
    for name in ("wagtailadmin_pages:type_use", "wagtailadmin_pages:type_use_results"):
        yield reverse(name, args=["stories", "storypage"]), {}
    for name in REPORTS:
        yield reverse(f"wagtailadmin_reports:{name}"), {}
        yield reverse(f"wagtailadmin_reports:{name}_results"), {}
        yield reverse(f"wagtailadmin_reports:{name}"), {"export": "csv"}
    yield reverse("wagtailadmin_choose_page_child", args=[index.pk]), {}
    yield reverse("wagtailadmin_choose_page_search"), {"q": "march"}
    yield reverse("wagtailadmin_api:pages:listing"), {"child_of": str(index.pk), "for_explorer": "1"}
    yield reverse("wagtailadmin_api:pages:listing"), {"search": "march"}
    yield reverse("wagtail_localize:translations_report"), {}
    yield reverse("wagtail_localize:translations_report_results"), {}


def test_no_list_names_it(site: SmallSite, hidden: list[Page], translator: User, editor: User) -> None:
    index = index_of(translator, site)
    for address, query in lists(index):
        # Translators publish nothing, the translation of the known story was not reviewed, none was made into English.
        no_part_of_it = {"fr": "/workflow", "en": "/localize/reports/"}[translator.code]  # type: ignore[attr-defined]
        is_empty = "aging" in address or no_part_of_it in address
        status, seen = ask(translator, address, **query)
        assert (status, SECRET_TITLE in seen, KNOWN_TITLE in seen) == (200, False, not is_empty), (address, query)
        status, seen = ask(editor, address, **query)
        assert (status, SECRET_TITLE in seen, KNOWN_TITLE in seen) == (200, True, True), (address, query)


@pytest.mark.parametrize("name", ["locked_pages", "page_types_usage"])
@pytest.mark.parametrize("suffix", ["", "_results"])
def test_reports_that_name_any_page_are_closed(
    site: SmallSite, hidden: list[Page], translator: User, editor: User, name: str, suffix: str
) -> None:
    address = reverse(f"wagtailadmin_reports:{name}{suffix}")
    assert signed_in(translator).get(address).status_code == 302
    assert SECRET_TITLE not in ask(translator, address)[1]
    assert SECRET_TITLE in ask(editor, address)[1]


def test_the_report_of_page_types_is_open_while_there_is_nothing_to_hide(
    site: SmallSite, known: StoryPage, translator: User
) -> None:
    assert KNOWN_TITLE in ask(translator, reverse("wagtailadmin_reports:page_types_usage"))[1]


def test_the_start_page_does_not_name_it(site: SmallSite, hidden: list[Page], translator: User, editor: User) -> None:
    """Not even to somebody who has edited it before."""
    home = reverse("wagtailadmin_home")
    for user in (translator, editor):
        for page in (hidden[0], Page.objects.filter(title=KNOWN_TITLE).first()):
            PageLogEntry.objects.log_action(page, "wagtail.edit", user=user)
    assert (SECRET_TITLE in ask(translator, home)[1], KNOWN_TITLE in ask(translator, home)[1]) == (False, True)
    assert (SECRET_TITLE in ask(editor, home)[1], KNOWN_TITLE in ask(editor, home)[1]) == (True, True)


def test_what_refers_to_another_page_is_not_named(site: SmallSite, hidden: list[Page], editor: User) -> None:
    project = site.project("fr", of=Page.objects.get(title="Riverbend").specific, title="Riverbend")
    StoryPage.objects.filter(pk=hidden[2].pk).update(project=project)
    ReferenceIndex.create_or_update_for_object(StoryPage.objects.get(pk=hidden[2].pk))
    address = reverse("wagtailadmin_pages:usage", args=[project.pk])
    translator = member("translator", roles.translators_group_name(i18n.locales()["fr"]))
    status, seen = ask(translator, address)
    assert (status, SECRET_TITLE in seen, "(Private page)" in seen) == (200, False, True)
    assert SECRET_TITLE in ask(editor, address)[1]


# ---------------------------------------------------------------- asked for by number


def by_number(page: Page) -> Iterator[tuple[str, dict[str, str]]]:
    """Every address of the admin that is about one page."""
    revision, state = page.specific.get_latest_revision(), page.specific.workflow_states.order_by("pk").last()
    task_state = state and state.current_task_state
    known = {
        "page_id": page.pk,
        "parent_page_id": page.pk,
        "page_to_move_id": page.pk,
        "pk": page.pk,
        "destination_id": page.get_parent().pk,
        "revision_id": revision.pk,
        "revision_id_a": "live",
        "revision_id_b": "latest",
        "task_id": task_state.task_id if task_state else 1,
        "task_state_id": task_state.pk if task_state else 1,
        "workflow_state_id": state.pk if state else 1,
        "action_name": "approve",
        "content_type_app_name": "stories",
        "content_type_model_name": "storypage",
    }
    for pattern in page_urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        names = set(pattern.pattern.regex.groupindex)
        if names & {"page_id", "parent_page_id", "page_to_move_id", "pk"}:
            yield reverse(f"wagtailadmin_pages:{pattern.name}", kwargs={name: known[name] for name in names}), {}
    yield reverse("wagtailadmin_explore", args=[page.pk]), {}
    yield reverse("wagtailadmin_choose_page_child", args=[page.pk]), {}
    for key in (str(page.pk), f" +{page.pk} "):
        yield reverse("wagtailadmin_choose_page_chosen_multiple"), {"id": key}
        for action in ("publish", "unpublish", "delete", "move"):
            yield reverse("wagtail_bulk_action", args=["wagtailcore", "page", action]), {"id": key}
    parent = {"id": "all", "childOf": str(page.get_parent().pk)}
    for action in ("publish", "unpublish", "delete", "move"):
        yield reverse("wagtail_bulk_action", args=["wagtailcore", "page", action]), parent
    yield reverse("wagtailadmin_api:pages:detail", args=[page.pk]), {}
    yield reverse("wagtail_localize:submit_page_translation", args=[page.pk]), {}
    yield reverse("wagtail_localize:convert_to_alias", args=[page.pk]), {}
    for made in Translation.objects.filter(source__object_id=page.translation_key):
        for name in ("preview_translation", "download_pofile"):
            yield reverse(f"wagtail_localize:{name}", args=[made.pk]), {}


@pytest.mark.parametrize("which", [0, 1, 2], ids=["in review", "public once", "translation"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_names_it(site: SmallSite, hidden: list[Page], translator: User, which: int, method: str) -> None:
    addresses = list(by_number(hidden[which]))
    assert len(addresses) > 40
    for address, query in addresses:
        client = signed_in(translator)
        query_string = "&".join(f"{name}={value}" for name, value in query.items()).replace("+", "%2B")
        response = getattr(client, method)(f"{address}?{query_string}", follow=True)
        assert SECRET_TITLE not in response.content.decode(), (method, address, query)
    assert Page.objects.get(pk=hidden[which].pk).live is False


def bulk(user: User, query: str) -> tuple[int, bool]:
    """What an action on many pages answers, and whether it names the story."""
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    response: Any = signed_in(user).get(f"{address}?id=all{query}")
    return response.status_code, SECRET_TITLE in response.content.decode()


@pytest.mark.parametrize("who", ["reviewer", "editor", "administrator"])
def test_what_was_taken_back_closes_its_own_folder_alone(
    site: SmallSite, sent: StoryPage, reviewer: User, editor: User, who: str
) -> None:
    known = {"reviewer": reviewer, "editor": editor, "administrator": member("administrator", is_superuser=True)}
    user, folder = known[who], sent.get_parent()
    site.story("fr", title="A draft of ours", live=False)
    domain.withdraw(Submission.objects.get())
    assert [page.pk for page in waiting.hidden_from(user)] == [sent.pk]
    named = {
        f"&childOf={site.sections['stories', 'fr'].pk}": 200,
        f"&childOf={folder.get_parent().pk}": 200,
        f"&childOf={folder.get_parent().pk}&q=": 200,
        f"&childOf={folder.get_parent().pk}&q=march": 302,
        f"&childOf={folder.pk}": 302,
        f"&childOf=%20%2B{folder.pk}%20": 302,
        f"&childOf={site.sections['stories', 'fr'].pk}&childOf={folder.pk}": 302,
        f"&childOf={sent.pk}": 302,
        "&childOf=": 302,
        "&childOf=x": 302,
        f"&childOf={2**70}": 302,
        "": 302,
    }
    assert {query: bulk(user, query) for query in named} == {query: (status, False) for query, status in named.items()}
    Picture.objects.create(pk=sent.pk, title="Depot", file=photo())
    pictures = reverse("wagtail_bulk_action", args=["home", "picture", "add_tags"])
    answered = [signed_in(user).get(f"{pictures}?{query}").status_code for query in ("id=all", f"id={sent.pk}")]
    # They are about no page; all that a reviewer may do something with is nothing.
    assert answered == [404 if who == "reviewer" else 200, 200]


def test_an_editor_is_answered(site: SmallSite, hidden: list[Page], editor: User) -> None:
    """The addresses above do name the page for those who may know of it, but for those that name no page at all."""
    silent = {
        resolve(address).url_name
        for address, query in by_number(hidden[0])
        if SECRET_TITLE not in ask(editor, address, **{name: value.strip(" +") for name, value in query.items()})[1]
    }
    assert silent == {
        *("add", "add_subpage", "convert_alias", "convert_to_alias", "copy", "history_results", "lock", "unlock"),
        *("preview_on_add", "preview_on_edit", "revisions_unschedule", "set_page_position", "set_privacy", "unpublish"),
        *("collect_workflow_action_data", "confirm_workflow_cancellation", "workflow_action", "workflow_preview"),
    }


def test_translators_still_work_on_public_stories(site: SmallSite, known: StoryPage) -> None:
    translate_object(known, [i18n.locales()["fr"]])
    page = StoryPage.objects.get(title=KNOWN_TITLE, locale=i18n.locales()["fr"])
    translator = member("translator", roles.translators_group_name(i18n.locales()["fr"]))
    status, seen = ask(translator, reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert (status, KNOWN_TITLE in seen) == (200, True)


# ---------------------------------------------------------------- who may know


def test_who_may_know(site: SmallSite, hidden: list[Page], translator: User, editor: User, reviewer: User) -> None:
    pages = {page.pk for page in hidden}
    both = member("both", roles.REVIEWERS, roles.translators_group_name(i18n.locales()["en"]))
    outsider = member("outsider")
    administrator = member("administrator", is_superuser=True)
    assert {
        user.username: {page.pk for page in waiting.hidden_from(user)}
        for user in (translator, editor, reviewer, both, outsider, administrator)
    } == {
        translator.username: pages,
        "editor": set(),
        "reviewer": set(),
        "both": set(),
        "outsider": pages,
        "administrator": set(),
    }


def test_it_is_known_when_it_is_public(site: SmallSite, sent: StoryPage, translator: User, reviewer: User) -> None:
    assert [page.pk for page in waiting.hidden_from(translator)] == [sent.pk]
    publish(signed_in(reviewer), sent)
    assert list(waiting.hidden_from(translator)) == []


def test_drafts_that_were_written_here_are_no_secret(site: SmallSite, translator: User) -> None:
    site.story(translator.code, title="A draft of ours", live=False)  # type: ignore[attr-defined]
    assert list(waiting.hidden_from(translator)) == []
    explorer = reverse("wagtailadmin_explore", args=[index_of(translator, site).pk])
    assert "A draft of ours" in ask(translator, explorer)[1]


def test_strangers_are_asked_to_sign_in(hidden: list[Page], client: Client) -> None:
    for address, query in by_number(hidden[0]):
        response: Any = client.get(address, query)
        assert response.status_code in (302, 403), address
        assert SECRET_TITLE not in response.content.decode()
