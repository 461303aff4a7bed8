"""Which stories reviewers want to hear of, in Wagtail's account settings."""

from __future__ import annotations

from django.core import mail
from django.test import Client
from django.urls import reverse

from home import roles
from home.models import User
from stories.models import ReviewerChoice
from tests.factories import SmallSite
from tests.stories.review import member, signed_in
from tests.stories.reviewing.desk import seen, sent_in

ACCOUNT = "/admin/account/"


def choose(client: Client, **chosen: list[str]) -> None:
    """Press “Save” on the account page, with what stands there and these choices."""
    form = seen(client, ACCOUNT).xpath("//form[.//select[@name='reviewing-languages']]")[0]
    names = {"reviewing-languages", "reviewing-regions", "name_email-first_name", "name_email-last_name"}
    kept = [(name, value) for name, value in form.form_values() if name not in names]
    data = {"name_email-first_name": ["A"], "name_email-last_name": ["B"]}
    new = [(f"reviewing-{field}", value) for field, values in chosen.items() for value in values]
    for name, value in [*kept, *new]:
        data.setdefault(name, []).append(value)
    response = client.post(ACCOUNT, data)
    assert response.status_code == 302


def test_reviewers_choose_languages_and_regions(site: SmallSite, reviewer: User) -> None:
    client = signed_in(reviewer)
    choose(client, languages=["ar", "am"], regions=["me"])
    choice = ReviewerChoice.objects.get(user=reviewer)
    assert (choice.languages, choice.regions) == (["ar", "am"], ["me"])
    tree = seen(client, ACCOUNT)
    assert tree.xpath("//select[@name='reviewing-languages']")[0].value == {"ar", "am"}
    assert [box.get("value") for box in tree.xpath("//input[@name='reviewing-regions'][@checked]")] == ["me"]
    choose(client)
    choice.refresh_from_db()
    assert (choice.languages, choice.regions) == ([], [])


def test_mail_follows_the_choice(site: SmallSite, reviewer: User) -> None:
    member("other", roles.REVIEWERS, email="other@example.org")
    choose(signed_in(reviewer), languages=["ar"])
    mail.outbox.clear()
    sent = sent_in(language="fr")
    assert [message.to for message in mail.outbox] == [["other@example.org"]]
    assert reverse("stories_submission", args=[sent.pk]) in mail.outbox[0].body
    mail.outbox.clear()
    sent_in(language="ar")
    assert sorted(message.to for message in mail.outbox) == [["other@example.org"], ["reviewer@example.org"]]


def test_a_language_that_nobody_knows_is_for_everybody(site: SmallSite, reviewer: User) -> None:
    member("other", roles.REVIEWERS, email="other@example.org")
    choose(signed_in(reviewer), languages=["ar"])
    mail.outbox.clear()
    sent_in(language="und")
    assert sorted(message.to for message in mail.outbox) == [["other@example.org"], ["reviewer@example.org"]]


def test_nobody_else_is_asked(site: SmallSite, editor: User) -> None:
    assert "reviewing-languages" not in signed_in(editor).get(ACCOUNT).content.decode()
