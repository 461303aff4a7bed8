"""The public questions and their answers."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from home import i18n
from home.models import User
from stories import domain
from stories.forgetting import clock
from stories.models import Consent, Submission
from stories.states import Reason
from stories.ways import roundups, suggested
from tests.factories import SmallSite
from tests.stories.helpers import make_private, seen, texts, warm_up
from tests.stories.mine.senders import let_in
from tests.stories.ways.helpers import ANSWER, CONTACT, QUESTION, answer, guide, question, received

LIST = "/en/stories/questions/"


def at(one: Submission, code: str = "en") -> str:
    return f"/{code}/stories/questions/{one.slug}/"


def test_what_readers_see(site: SmallSite, client: Client) -> None:
    asked = question(name="The hall group")
    answer(asked, name="Night Shift", region="la", language="fr")
    page = seen(client, at(asked))
    assert texts(page, "//h1") == [QUESTION]
    assert texts(page, "//article//h3") == ["Night Shift"]
    assert texts(page, "//li//div[@lang='fr' and @dir='ltr']") == [ANSWER]
    assert texts(page, "//article/header//bdi") == ["The hall group", "English"]
    for secret in (CONTACT, asked.receipt, asked.form):
        assert secret not in client.get(at(asked)).content.decode()


def test_nothing_that_is_not_public_is_seen(site: SmallSite, client: Client) -> None:
    shown = question()
    secret = "Nobody may read this yet, it is in review"
    hidden = [received("question", title=secret), received("answer", shown, title="", text=secret)]
    hidden.append(domain.withdraw(question(title=secret)))
    hidden.append(domain.take_down(answer(shown, text=secret), None))
    for address in (LIST, at(shown), "/sitemap-en.xml", "/en/search/?q=review"):
        assert secret not in client.get(address).content.decode(), address
    for one in hidden:
        assert client.get(at(one)).status_code == 404
    assert texts(seen(client, LIST), "//ul[@class='news']//h3") == [QUESTION]


@pytest.mark.parametrize("ended", ["question", "answer"])
def test_its_last_day_is_the_last_without_the_clock(site: SmallSite, client: Client, editor: User, ended: str) -> None:
    today = timezone.localdate()
    asked = question(title="Kestrel")
    given, other = answer(asked, text="Heron"), answer(asked, text="The bus")
    one = asked if ended == "question" else given
    Consent.objects.filter(submission=one).update(ends_on=today + datetime.timedelta(days=1))
    assert texts(seen(client, LIST), "//ul[@class='news']/li/p[@class='meta']/span[last()]") == ["2 answers"]
    assert "Heron" in client.get(at(asked)).content.decode()
    assert list(roundups.answers_of(asked)) == [given, other]
    Consent.objects.filter(submission=one).update(ends_on=today)
    if ended == "question":
        assert [client.get(at(asked)).status_code, client.get(f"{at(asked)}answer/").status_code] == [404, 404]
        for address in (LIST, "/sitemap-en.xml"):
            text = client.get(address).content.decode()
            assert ("Kestrel" in text, asked.slug in text) == (False, False), address
    else:
        assert "Heron" not in client.get(at(asked)).content.decode()
        assert list(roundups.answers_of(asked)) == [other]
        assert texts(seen(client, LIST), "//ul[@class='news']/li/p[@class='meta']/span[last()]") == ["1 answer"]


def test_a_reference_leads_to_nothing_public(site: SmallSite, client: Client, editor: User) -> None:
    asked = question(name="The hall group")
    given = answer(asked)
    article = roundups.begin(asked, [given], editor)
    article.get_latest_revision().publish()
    suggested_guide = domain.accept(guide(), None)
    made = suggested.make_draft(suggested_guide, editor)
    shown = [LIST, at(asked), f"{at(asked)}answer/", article.get_url(), "/sitemap-en.xml", "/en/search/?q=hall"]
    public = {address: client.get(address).content.decode() for address in shown}
    assert all(client.get(address).status_code == 200 for address in shown)
    public[made.slug] = str(made.body)
    for one in (asked, given, suggested_guide):
        for address, text in public.items():
            assert one.reference.lower() not in (text + address).lower(), address
        keys = {str(uuid.uuid5(roundups.NAMESPACE, f"{one.reference}:{part}")) for part in ("name", "text")}
        assert keys.isdisjoint(block["id"] for page in (article, made) for block in page.body.raw_data)
    for old in (asked.reference, asked.reference.lower()):
        assert client.get(f"{LIST}{old}/").status_code == 404
        assert client.get(f"{LIST}{old}/answer/").status_code == 404
    assert texts(seen(client, at(asked)), f"//li[@id='{given.slug}']//h3") == ["A member of the network"]


def test_its_sender_is_led_to_it_while_it_is_public(site: SmallSite, client: Client) -> None:
    asked = question()
    given, waits = answer(asked), received("answer", asked, title="", text="Another way that took us years.")
    places = {asked: at(asked), given: f"{at(asked)}#{given.slug}", waits: "", domain.accept(guide(), None): ""}
    for one, place in places.items():
        links = seen(let_in(one, Client()), "/en/stories/mine/").xpath("//li[@class='now']//a/@href")
        assert links == ([place] if place else []), one.kind
    domain.take_down(asked, None)
    assert seen(let_in(given, Client()), "/en/stories/mine/").xpath("//li[@class='now']//a/@href") == []


def test_public_pages_set_no_cookie_and_are_kept(site: SmallSite) -> None:
    asked = question()
    for address in (LIST, at(asked)):
        page = Client().get(address)
        assert page.cookies == {}
        assert "public" in page["Cache-Control"]
    form = Client().get(f"{at(asked)}answer/")
    assert "no-store" in form["Cache-Control"]


def test_search_engines_are_led_to_its_own_language(site: SmallSite, client: Client) -> None:
    asked = question(language="fr")
    for code in ("en", "fr"):
        page = seen(client, at(asked, code))
        assert [link.get("href") for link in page.xpath("//link[@rel='canonical']")] == [i18n.absolute(at(asked, "fr"))]
    assert seen(client, at(asked)).xpath("//link[@rel='alternate'][@hreflang]") == []
    alternates = seen(client, at(asked, "fr")).xpath("//link[@rel='alternate'][@hreflang]")
    assert [(link.get("hreflang"), link.get("href")) for link in alternates] == [
        ("fr", i18n.absolute(at(asked, "fr"))),
        ("x-default", i18n.absolute(at(asked, "fr"))),
    ]
    maps = {code: client.get(f"/sitemap-{code}.xml").content.decode() for code in ("en", "fr")}
    assert at(asked, "fr") in maps["fr"]
    assert at(asked, "en") not in maps["en"]
    assert LIST in maps["en"]


def test_a_language_that_nobody_knows(site: SmallSite, client: Client) -> None:
    asked = question(language="und")
    (heading,) = seen(client, at(asked)).xpath("//h1")
    assert (heading.get("lang"), heading.get("dir")) == ("", "auto")
    assert at(asked) in client.get("/sitemap-en.xml").content.decode()


def test_markup_is_text(site: SmallSite, client: Client) -> None:
    asked = question(title="<b>Bold</b>", text="<script>alert(1)</script>")
    body = client.get(at(asked)).content.decode()
    assert "<script>alert" not in body
    assert texts(seen(client, at(asked)), "//h1") == ["<b>Bold</b>"]


def test_filters(site: SmallSite, client: Client) -> None:
    question(title="Of Europe", language="en", region="eu")
    question(title="De France", language="fr", region="eu")
    question(title="Of nowhere", language="und", region="")

    def found(**asked: str) -> list[str]:
        return texts(seen(client, LIST, **asked), "//ul[@class='news']//h3")

    assert found() == ["Of nowhere", "De France", "Of Europe"]
    assert found(language="fr") == ["De France"]
    assert found(region="eu") == ["De France", "Of Europe"]
    assert found(language="en", region="eu") == ["Of Europe"]
    assert found(language="xx", region="<script>") == ["Of nowhere", "De France", "Of Europe"]
    page = seen(client, LIST)
    assert texts(page, "//select[@name='language']/option") == ["Any language", "English", "Français"]
    assert texts(page, "//select[@name='region']/option") == ["All regions", "Europe and Central Asia"]
    assert b"noindex" in client.get(LIST, {"language": "fr"}).content


def test_a_page_at_a_time(site: SmallSite, client: Client) -> None:
    for number in range(13):
        question(title=f"Question {number}")
    assert len(texts(seen(client, LIST), "//ul[@class='news']//h3")) == 12
    assert texts(seen(client, LIST, page="2"), "//ul[@class='news']//h3") == ["Question 0"]
    assert client.get(LIST, {"page": "3"}).status_code == 404


def test_an_empty_list(site: SmallSite, client: Client) -> None:
    assert texts(seen(client, LIST), "//h2[@id='all']") == ["There are no questions yet"]
    assert b"noindex" in client.get(LIST).content
    assert LIST not in client.get("/sitemap-en.xml").content.decode()


def test_the_round_up_is_named_once_it_is_public(site: SmallSite, client: Client) -> None:
    asked = question()
    article = site.article(title="How halls were kept", live=False)
    Submission.objects.filter(pk=asked.pk).update(round_up=article)
    assert "How halls were kept" not in client.get(at(asked)).content.decode()
    article.save_revision().publish()
    links = seen(client, at(asked)).xpath("//a[contains(., 'How halls were kept')]")
    assert [link.get("href") for link in links] == [f"/en/news/{article.slug}/"]
    make_private(article)
    assert "How halls were kept" not in client.get(at(asked)).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list(
    site: SmallSite, client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _number in range(count):
        answer(question())
    warm_up(client, LIST)
    with django_assert_num_queries(3):
        client.get(LIST)


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_a_question(
    site: SmallSite, client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    asked = question()
    for _number in range(count):
        answer(asked)
    article = site.article(title="How halls were kept")
    Submission.objects.filter(pk=asked.pk).update(round_up=article)
    warm_up(client, at(asked))
    with django_assert_num_queries(3):
        client.get(at(asked))


# ---------------------------------------------------------------- caches and ends


@pytest.fixture
def purged(settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    settings.WAGTAILFRONTENDCACHE = {"cache": {"BACKEND": "wagtail.contrib.frontend_cache.backends.HTTPBackend"}}
    found: list[str] = []
    monkeypatch.setattr("wagtail.contrib.frontend_cache.utils.PurgeBatch.purge", lambda self: found.extend(self.urls))
    return found


def test_caches_forget_it_when_it_comes_and_when_it_goes(
    site: SmallSite, purged: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        sent = received("question")
    assert not any("/questions/" in address for address in purged)
    for move in (lambda: domain.accept(sent, None), lambda: domain.withdraw(sent)):
        purged.clear()
        with django_capture_on_commit_callbacks(execute=True):
            move()
        for path in (LIST, at(sent), at(sent, "ar"), "/sitemap-en.xml", "/sitemap.xml"):
            assert i18n.absolute(path) in purged, path


def test_an_answer_changes_the_page_of_its_question(
    site: SmallSite, purged: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    asked = question()
    with django_capture_on_commit_callbacks(execute=True):
        answer(asked)
    assert i18n.absolute(at(asked, "fr")) in purged


def test_answers_go_in_time_when_their_question_has_gone(site: SmallSite, settings: Any) -> None:
    settings.STORY_DAYS = 90
    asked = question()
    given = answer(asked)
    assert given.expires_at is None
    domain.withdraw(asked)
    given.refresh_from_db()
    assert given.state == "published"
    assert given.expires_at is not None
    assert 89 <= (given.expires_at - timezone.now()).days <= 90
    assert clock.run().expired == 0
    Submission.objects.filter(pk=given.pk).update(expires_at=timezone.now())
    assert clock.run().expired == 1
    given.refresh_from_db()
    assert given.state == "expired"


def test_answers_go_in_time_when_their_question_is_declined(site: SmallSite) -> None:
    asked = question()
    given = answer(asked)
    domain.take_down(asked, None)
    given.refresh_from_db()
    assert given.expires_at is None
    domain.decline(asked, None, Reason.UNCHECKED)
    given.refresh_from_db()
    assert given.expires_at is not None


def test_an_answer_stays_while_its_question_is_public(site: SmallSite) -> None:
    asked = question()
    waits = received("answer", asked, title="", text=ANSWER)
    domain.take_down(asked, None)
    given = domain.accept(waits, None)
    assert given.expires_at is not None, "nobody sees it"
    Submission.objects.filter(pk=given.pk).update(expires_at=timezone.now())
    assert clock.run().expired == 0
    domain.accept(asked, None)
    given.refresh_from_db()
    assert (given.state, given.expires_at) == ("published", None)
