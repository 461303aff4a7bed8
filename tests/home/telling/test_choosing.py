"""The choice in the account settings, and stopping without logging in."""

from __future__ import annotations

from email.message import Message
from typing import Any

import lxml.html
import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from home.models import NewsChoice, User
from home.telling import choices, stopping
from tests import factories
from tests.factories import SmallSite
from tests.home.telling.conftest import choose, listening, mails, reached
from tests.home.telling.test_languages import ASKED, asked
from tests.home.translators.conftest import member, signed_in

ACCOUNT = "/admin/account/"


def shown(user: User) -> dict[str, str]:
    """What the account settings offer, and what is chosen there."""
    page = lxml.html.document_fromstring(signed_in(user).get(ACCOUNT).content.decode())
    chosen = page.xpath("//input[starts-with(@name, 'news-') and @checked]")
    return {field.get("name").removeprefix("news-"): field.get("value") for field in chosen}


def save(user: User, **chosen: str) -> Any:
    """Send the form, filled in as it stands there."""
    client = signed_in(user)
    page = lxml.html.document_fromstring(client.get(ACCOUNT).content.decode())
    form = next(form for form in page.forms if any("name_email" in (name or "") for name in form.fields))
    values = {name: value or "" for name, value in form.fields.items() if name and "password" not in name}
    values |= {"name_email-first_name": "A", "name_email-last_name": "B"}
    return client.post(ACCOUNT, {**values, **{f"news-{news}": value for news, value in chosen.items()}})


def frequencies(user: User) -> dict[str, str]:
    return dict(user.news_choices.order_by("news").values_list("news", "frequency"))


# ---------------------------------------------------------------- choosing


def test_what_each_may_choose_and_what_is_usual(site: SmallSite) -> None:
    usual = {"waiting": "daily", "outdated": "weekly", "wanted": "weekly"}
    of_editors = {"waiting": "daily", "outdated": "never", "wanted": "never"}
    people = {
        member("translator", "fr"): usual,
        member("reviewer", "fr"): {"waiting": "daily"},
        member("coordinator", "ar"): usual,
        factories.user("editor", "Editors"): of_editors,
        factories.user("administrator", superuser=True): of_editors,
        factories.user("story reviewer", "Reviewers"): {},
    }
    assert {user.username: shown(user) for user in people} == {user.username: told for user, told in people.items()}


def test_a_choice_is_kept(site: SmallSite, translator: User) -> None:
    response = save(translator, waiting="at_once", outdated="never", wanted="daily")
    assert (response.status_code, response["Location"]) == (302, ACCOUNT)
    expected = {"waiting": "at_once", "outdated": "never", "wanted": "daily"}
    assert (frequencies(translator), shown(translator)) == (expected, expected)
    assert save(translator, waiting="hourly").status_code == 200
    assert frequencies(translator) == expected


def test_nobody_chooses_what_they_are_never_told(site: SmallSite, reviewer: User) -> None:
    reviewer.news_choices.all().delete()
    save(reviewer, waiting="weekly", wanted="at_once")
    assert frequencies(reviewer) == {"waiting": "weekly"}


# ---------------------------------------------------------------- stopping


def sent(user: User, site: SmallSite) -> tuple[Message, str]:
    """A mail, and the path of the link in it that stops its kind."""
    asked(site.guide(), 1)
    assert mails() == [(user.username.lower(), ASKED)]
    message = mail.outbox[0].message()
    return message, message["List-Unsubscribe"].strip("<>")


def test_the_button_of_the_mail_program(site: SmallSite, translator: User, settings: Any) -> None:
    message, address = sent(translator, site)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    assert address.startswith(f"{settings.BASE_URL}/en/mail/stop/")
    assert address in mail.outbox[0].body
    client = Client(enforce_csrf_checks=True)
    headers = {"origin": "https://mail.example", "sec-fetch-site": "cross-site"}
    response = client.post(address.removeprefix(settings.BASE_URL), {"List-Unsubscribe": "One-Click"}, headers=headers)
    assert (response.status_code, response.cookies) == (200, {})
    assert frequencies(translator) == {"outdated": "", "waiting": "", "wanted": "never"}
    asked(site.guide(), 1)
    choose(translator, wanted="never")
    assert mails() == []


def test_reading_the_page_stops_nothing(site: SmallSite, translator: User, settings: Any) -> None:
    path = sent(translator, site)[1].removeprefix(settings.BASE_URL)
    client = Client()
    for method in (client.get, client.head):
        response = method(path)
        assert (response.status_code, response.cookies) == (200, {})
        assert response["Cache-Control"] == "private, no-store"
        assert frequencies(translator)["wanted"] == ""
    page = lxml.html.document_fromstring(client.get(path).content.decode())
    (form,) = page.xpath("//main//form")
    assert (form.get("method"), form.get("action"), form.xpath(".//input")) == ("post", None, [])
    assert page.xpath("//main//form//button/text()") == ["Stop these mails"]
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert translator.username not in page.text_content()
    done = lxml.html.document_fromstring(client.post(path).content.decode())
    assert done.xpath("//main//*[@role='status']/text()") == [
        "You get no more of these mails. You can choose again in your account settings."
    ]
    assert client.post(path).status_code == 200  # again


def test_a_link_stops_its_own_kind_for_its_own_person(site: SmallSite, translator: User, coordinator: User) -> None:
    Client().post(stopping.address(translator, "outdated"))
    assert frequencies(translator) == {"outdated": "never", "waiting": "", "wanted": ""}
    assert frequencies(coordinator) == {"outdated": "", "waiting": "", "wanted": ""}


@pytest.mark.parametrize("wrong", ["forged", "another person", "no such kind", "nobody", "text"])
def test_a_link_that_is_not_ours(site: SmallSite, translator: User, coordinator: User, wrong: str) -> None:
    address = stopping.address(translator, "wanted")
    if wrong == "forged":
        address = f"{address[:-2]}/"
    elif wrong == "another person":
        address = address.replace(f"{translator.pk}.", f"{coordinator.pk}.")
    elif wrong == "no such kind":
        address = reverse("stop_news", args=[stopping._signer.sign(f"{translator.pk}.everything")])
    elif wrong == "nobody":
        address = stopping.address(User(pk=99999), "wanted")
    else:
        address = reverse("stop_news", args=["text"])
    before = list(NewsChoice.objects.order_by("pk").values_list("pk", "frequency"))
    assert [Client().get(address).status_code, Client().post(address).status_code] == [404, 404]
    assert list(NewsChoice.objects.order_by("pk").values_list("pk", "frequency")) == before


@pytest.mark.parametrize(("code", "direction"), [("fr", "ltr"), ("ar", "rtl")])
def test_in_the_language_of_the_mail(site: SmallSite, code: str, direction: str, settings: Any) -> None:
    user = listening(reached(member("translator", "fr", "one"), code))
    asked(site.guide(), 1)
    mails()
    path = mail.outbox[0].message()["List-Unsubscribe"].strip("<>").removeprefix(settings.BASE_URL)
    page = lxml.html.document_fromstring(Client().get(path).content.decode())
    assert (page.get("lang"), page.get("dir")) == (code, direction)
    assert choices.usual(user, "wanted") == "weekly"
