"""Archives of many works: what is in them, for whom, bit by bit."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

import pytest
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Page, PageViewRestriction
from wagtail.users.models import UserProfile
from wagtail_localize.models import Translation

from home import i18n, roles
from home.exchange import choosing, making, memory, tasks
from home.models import TranslationExport, User
from library.models import GuidePage, Topic
from tests import factories
from tests.factories import SmallSite
from tests.home.exchange.helpers import incoming, sheet
from tests.home.test_freshness import BODY, edit, translate
from tests.home.translators.conftest import member, signed_in
from tests.home.translators.helpers import submitted, write

What = TranslationExport.What


def ask(client: Client, **data: Any) -> Any:
    """“Make the files”."""
    return client.post(reverse("exchange"), {"what": "missing", "into": "fr", "format": "po", "page": "", **data})


def latest() -> TranslationExport:
    found: TranslationExport = TranslationExport.objects.latest("pk")
    return found


def fetched(client: Client, export: TranslationExport | None = None) -> dict[str, bytes]:
    """The files in an archive."""
    response = client.get(reverse("exchange_archive", args=[(export or latest()).pk]))
    assert (response.status_code, response["Content-Type"]) == (200, "application/zip")
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    content = b"".join(response.streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def refused(client: Client) -> str:
    """Why the latest archive is not handed out."""
    response = client.get(reverse("exchange_archive", args=[latest().pk]), follow=True)
    assert response.redirect_chain == [(reverse("exchange"), 302)]
    (message,) = response.context["messages"]
    return str(message)


def titles(files: dict[str, bytes]) -> set[str]:
    """Of the works in an archive."""
    found = (incoming(content, name).texts for name, content in files.items() if name.endswith((".po", ".xlf")))
    return {text.source for texts in found for text in texts if text.path in ("title", "name")}


@pytest.fixture
def amina(translator: User, french: Translation) -> Client:
    """Translates into French."""
    return signed_in(translator)


# ---------------------------------------------------------------- one page


@pytest.mark.parametrize(("ending", "kind"), [("po", "text/x-gettext-translation"), ("xlf", "application/x-xliff+xml")])
def test_one_page_comes_as_it_is(amina: Client, french: Translation, ending: str, kind: str) -> None:
    original = french.source.get_source_instance()
    for page in (original, french.get_target_instance()):
        response = ask(amina, what="page", page=page.pk, format=ending)
        assert (response.status_code, response["Content-Type"]) == (200, kind)
        assert f"{sheet(original).name}.fr.{ending}" in response["Content-Disposition"]
        assert [text.source for text in incoming(response.content, f"a.{ending}").texts] == ["A guide", "What it is."]
    assert TranslationExport.objects.count() == 0


def test_the_editors_own_button(amina: Client, french: Translation) -> None:
    response = amina.get(reverse("wagtail_localize:download_pofile", args=[french.pk]))
    assert incoming(response.content).reference.target == "fr"


# ---------------------------------------------------------------- many


def test_everything_that_is_missing(amina: Client, site: SmallSite) -> None:
    site.guide(title="A second")
    site.guide("fr", title="Un original")
    translated = site.guide(title="There already")
    translate(translated, "fr")
    assert ask(amina).status_code == 302
    files = fetched(amina)
    assert {"A guide", "A second"} <= titles(files)
    assert not {"There already", "Un original"} & titles(files)
    assert (latest().total, latest().done, latest().is_finished) == (len(latest().items), len(latest().items), True)
    text = files["README.txt"].decode()
    assert "http" in text and "/admin/exchange/" in text and "Nothing becomes public before its review." in text


def test_everything_that_is_out_of_date(amina: Client, site: SmallSite) -> None:
    guide = site.guide(title="An old guide", body=BODY)
    translate(guide, "fr")
    edit(guide, 3, "<p>Another.</p>")
    ask(amina, what="behind", format="xlf")
    files = fetched(amina)
    assert titles(files) == {"An old guide"}
    (texts,) = (incoming(content, name).texts for name, content in files.items() if name.endswith(".xlf"))
    assert {text.source for text in texts if not text.target} | {
        text.source for text in texts if text.is_uncertain
    } == {"Another."}


def test_the_readme_speaks_the_language_of_the_person(amina: Client, translator: User) -> None:
    UserProfile.objects.create(user=translator, preferred_language="ar")
    ask(amina)
    assert latest().language == "ar"
    said = fetched(amina)["README.txt"].decode()
    assert said.startswith("في كل ملف نصوص عمل واحد.")
    with i18n.speaking("ar"):
        assert said == making.readme(latest())


def test_a_tree(amina: Client, site: SmallSite) -> None:
    site.guide(title="Below")
    ask(amina, what="tree", page=site.sections["library", "en"].pk)
    assert titles(fetched(amina)) == {"A guide", "Below"}
    assert latest().left_out == [choosing.item(site.sections["library", "en"].translation_key)]


def test_all_vocabularies(amina: Client, site: SmallSite) -> None:
    english = Topic.objects.create(key="one", name="One", locale=i18n.locales()["en"])
    submitted(english, "fr")
    Topic.objects.create(key="two", name="Two", locale=i18n.locales()["en"])
    ask(amina, what="terms")
    files = fetched(amina)
    assert titles(files) == {"One", "Two"}
    assert f"topic-{english.pk:04d}-one.fr.po" in files


def test_a_memory(amina: Client, french: Translation, translator: User) -> None:
    write(french, "title", "Un guide", translator)
    assert amina.post(reverse("exchange"), {"source": "en", "into": "fr"}).status_code == 302
    files = fetched(amina)
    assert list(files) == ["memory-en-fr-1.tmx", "README.txt"]
    assert b"<seg>Un guide</seg>" in files["memory-en-fr-1.tmx"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"what": "behind"}, "There is nothing to translate."),
        ({"what": "page"}, "Choose a page."),
        ({"into": "ar"}, "Select a valid choice."),
        ({"format": "exe"}, "Select a valid choice."),
        ({"what": "memory"}, "Select a valid choice."),
        ({"source": "fr"}, "Choose two languages."),
        ({"source": "ar"}, "Nothing has been translated between these languages yet."),
    ],
)
def test_what_cannot_be_made(amina: Client, data: dict[str, str], said: str) -> None:
    response = ask(amina, **data)
    assert response.status_code == 200
    assert said in response.content.decode()
    assert TranslationExport.objects.count() == 0


# ---------------------------------------------------------------- what must not leak


@pytest.fixture
def secrets(site: SmallSite, french: Translation) -> dict[str, GuidePage]:
    """Works that a translator may not know of, each in a way of its own."""
    made = {
        "draft": site.guide(title="Secret draft", live=False),
        "private": site.guide(title="Secret private"),
        "expired": site.guide(title="Secret expired"),
        "unpublished": site.guide(title="Secret unpublished"),
    }
    PageViewRestriction.objects.create(page=made["private"], restriction_type="groups")
    Page.objects.filter(pk=made["expired"].pk).update(live=False, expired=True)
    made["unpublished"].unpublish()
    return made


def test_no_secret_is_in_any_archive(amina: Client, site: SmallSite, secrets: dict[str, GuidePage]) -> None:
    for data in ({"what": "missing"}, {"what": "tree", "page": site.homes["en"].pk}):
        ask(amina, **data)
        files = fetched(amina)
        assert "A guide" in titles(files)
        assert b"Secret" not in b"".join(files.values())
        assert not any("secret" in name for name in files)
    for page in secrets.values():
        assert ask(amina, what="page", page=page.pk).status_code == 404
        assert ask(amina, what="tree", page=page.pk).status_code == 404
        assert amina.get(f"{reverse('exchange')}?page={page.pk}").status_code == 404


def test_no_secret_is_in_the_memory(
    site: SmallSite, french: Translation, translator: User, secrets: dict[str, GuidePage]
) -> None:
    write(french, "title", "Un guide", translator)
    english = french.source.locale
    for page in secrets.values():
        write(submitted(page, "fr"), "title", "Secret", translator)
    rows = memory.texts(english, french.target_locale).values_list("data", flat=True)
    assert list(rows) == ["Un guide"]


def test_words_that_were_taken_out_of_a_text_are_in_no_memory(french: Translation, translator: User) -> None:
    write(french, "title", "Un guide", translator)
    original = french.source.get_source_instance()
    original.title = "Another"
    original.save_revision().publish()
    french.source.update_from_db()
    assert list(memory.texts(french.source.locale, french.target_locale)) == []


@pytest.mark.parametrize("how", ["restricted", "withdrawn"])
def test_the_editors_own_button_of_what_became_private(
    amina: Client, french: Translation, reviewer: User, editor: User, how: str
) -> None:
    """The version stays theirs to see, but not what its original says since."""
    original = french.source.get_source_instance()
    if how == "restricted":
        PageViewRestriction.objects.create(page=original, restriction_type="groups")
    else:
        original.unpublish()
    original.summary = "A secret."
    original.save_revision()
    address = reverse("wagtail_localize:download_pofile", args=[french.pk])
    for client in (amina, signed_in(reviewer)):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (302, reverse("wagtailadmin_home"))
    assert incoming(signed_in(editor).get(address).content).reference.target == "fr"


def test_what_became_private_is_not_handed_out(amina: Client, site: SmallSite, french: Translation) -> None:
    guide = site.guide(title="Soon secret")
    ask(amina)
    assert "Soon secret" in titles(fetched(amina))
    PageViewRestriction.objects.create(page=guide, restriction_type="groups")
    assert refused(amina) == "Something in this archive has been hidden or deleted since. Make it anew."
    ask(amina)
    assert "Soon secret" not in titles(fetched(amina))


def test_an_archive_of_a_work_that_was_deleted(amina: Client, site: SmallSite, french: Translation) -> None:
    guide = site.guide(title="Soon gone")
    ask(amina)
    guide.delete()
    assert refused(amina).endswith("Make it anew.")
    ask(amina)
    assert "A guide" in titles(fetched(amina))


def test_an_archive_is_for_one_person(amina: Client, site: SmallSite, second: User) -> None:
    ask(amina)
    for other in (second, factories.user("root", superuser=True)):
        client = signed_in(other)
        assert client.get(reverse("exchange_archive", args=[latest().pk])).status_code == 404
        assert client.post(reverse("exchange_go_on", args=[latest().pk])).status_code == 404
        assert "Everything that is missing</th>" not in client.get(reverse("exchange")).content.decode()


def test_who_has_left_gets_nothing(amina: Client, translator: User) -> None:
    ask(amina)
    translator.groups.clear()
    assert amina.get(reverse("exchange_archive", args=[latest().pk])).status_code == 302


def test_an_old_archive_is_gone(amina: Client, site: SmallSite) -> None:
    ask(amina)
    old = latest()
    TranslationExport.objects.filter(pk=old.pk).update(created_at=timezone.now() - datetime.timedelta(hours=25))
    assert amina.get(reverse("exchange_archive", args=[old.pk])).status_code == 302
    ask(amina)
    assert not TranslationExport.objects.filter(pk=old.pk).exists()


# ---------------------------------------------------------------- bit by bit


def test_an_archive_grows(
    amina: Client, site: SmallSite, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    site.guide(title="A second")
    monkeypatch.setattr(making, "IN_THE_REQUEST", -1.0)
    monkeypatch.setattr(making, "IN_THE_BACKGROUND", -1.0)
    with django_capture_on_commit_callbacks(execute=True):
        ask(amina, what="tree", page=site.sections["library", "en"].pk)
    assert (latest().done, latest().total, latest().is_finished) == (1, 3, False)
    assert amina.get(reverse("exchange_archive", args=[latest().pk])).status_code == 404
    shown = " ".join(amina.get(reverse("exchange")).content.decode().split())
    assert '<progress value="1" max="3"' in shown and "1 of 3" in shown
    with django_capture_on_commit_callbacks(execute=True):
        tasks.go_on.func(latest().pk)
        assert amina.post(reverse("exchange_go_on", args=[latest().pk])).status_code == 302
    assert titles(fetched(amina)) == {"A guide", "A second"}
    names = storages["private"].listdir("exchange")[1]
    assert [name for name in names if name in latest().file.name] == [latest().file.name.split("/")[1]]


def test_two_workers_make_one_archive(amina: Client, site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "IN_THE_REQUEST", -1.0)
    ask(amina, what="tree", page=site.sections["library", "en"].pk)
    export, theirs = latest(), making._add

    def faster(*args: Any) -> None:
        monkeypatch.setattr(making, "_add", theirs)
        making.go_on(export.pk, lambda pk: None, 60)
        theirs(*args)

    monkeypatch.setattr(making, "_add", faster)
    making.go_on(export.pk, lambda pk: None, 60)
    files = fetched(amina)
    assert len(files) == 2


def test_queries_do_not_grow_with_the_number_that_is_chosen(
    site: SmallSite, french: Translation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    locale = i18n.locales()["fr"]
    for _more in range(2):
        with django_assert_num_queries(4):
            choosing.items(What.MISSING, locale)
        with django_assert_num_queries(1):
            choosing.items(What.TREE, locale, site.sections["library", "en"])
        site.guide(), site.guide()


def test_a_person_has_so_many_archives(amina: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "KEPT", 2)
    for _more in range(4):
        ask(amina)
    assert TranslationExport.objects.count() == 2
    assert len(fetched(amina)) > 1


def test_nobody_else_comes_here(site: SmallSite, french: Translation) -> None:
    for user in (factories.user("x", roles.REVIEWERS), member("reviewer", "fr", "r")):
        client = signed_in(user)
        assert client.get(reverse("exchange")).status_code == 302
        assert ask(client).status_code == 302
    assert TranslationExport.objects.count() == 0
