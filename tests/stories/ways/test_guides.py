"""A suggested guide becomes a draft in the library."""

from __future__ import annotations

from django.urls import reverse
from wagtail.models import Revision

from home import roles
from home.models import User
from library.models import GuidePage
from stories import domain
from stories.models import Submission
from tests.factories import SmallSite
from tests.stories.review import member, signed_in
from tests.stories.ways.helpers import CONTACT, guide, question


def address(one: Submission) -> str:
    return reverse("stories_make_guide", args=[one.pk])


def test_a_draft_is_made_once(site: SmallSite, editor: User) -> None:
    sent = guide(language="fr")
    client = signed_in(editor)
    first, second = client.post(address(sent)), client.post(address(sent))
    made = GuidePage.objects.get()
    assert first["Location"] == second["Location"] == reverse("wagtailadmin_pages:edit", args=[made.pk])
    assert (made.title, made.live, made.owner, made.locale.language_code) == ("A card for raids", False, editor, "fr")
    assert made.get_parent().slug == "library"
    assert [(link.relation, link.url, link.title, link.language) for link in made.links.all()] == [
        ("based-on", "https://example.org/card", "A card for raids", "")
    ]
    assert "It fits in a pocket." in str(made.body)
    sent.refresh_from_db()
    assert sent.guide == made
    assert client.get(first["Location"]).status_code == 200
    assert CONTACT not in str(Revision.objects.get(object_id=str(made.pk)).content)


def test_of_a_language_that_the_site_lacks(site: SmallSite, editor: User) -> None:
    signed_in(editor).post(address(guide(language="sw")))
    made = GuidePage.objects.get()
    assert (made.locale.language_code, made.links.get().language) == ("en", "sw")


def test_who_may(site: SmallSite, reviewer: User, editor: User) -> None:
    sent = guide()
    assert signed_in(reviewer).post(address(sent)).status_code in (302, 403)
    assert signed_in(editor).get(address(sent)).status_code == 405
    for one in (question(), domain.withdraw(guide()), domain.decline(guide(), None, "not_for_us")):
        assert signed_in(editor).post(address(one)).status_code in (302, 403)
    assert not GuidePage.objects.exists()


def test_the_desk_offers_it(site: SmallSite) -> None:
    both = member("both", roles.EDITORS, roles.REVIEWERS)
    sent = guide()
    desk = reverse("stories_submission", args=[sent.pk])
    assert address(sent) in signed_in(both).get(desk).content.decode()
    assert address(sent) not in signed_in(member("other", roles.REVIEWERS)).get(desk).content.decode()
    signed_in(both).post(address(sent))
    page = signed_in(both).get(desk).content.decode()
    assert address(sent) not in page
    assert reverse("wagtailadmin_pages:edit", args=[GuidePage.objects.get().pk]) in page


def test_the_erased_are_in_no_version_of_it(site: SmallSite, editor: User) -> None:
    sent = guide(text="It fits in a pocket, and my cousin drew it.")
    signed_in(editor).post(address(sent))
    sent.refresh_from_db()
    domain.erase(sent)
    made = GuidePage.objects.get()
    assert list(made.links.all()) == []
    stored = str(list(Revision.objects.filter(object_id=str(made.pk)).values_list("content", flat=True)))
    for secret in ("my cousin drew it", "example.org/card"):
        assert secret not in stored
        assert secret not in str(made.body)
    sent.refresh_from_db()
    assert sent.guide is None


def test_erasing_leaves_what_an_editor_wrote(site: SmallSite, editor: User) -> None:
    sent = guide(text="ok")
    signed_in(editor).post(address(sent))
    made = GuidePage.objects.get()
    written = {"type": "text", "value": "<p>Look at the token, and it is ok.</p>", "id": "own"}
    made.body = [*made.body.raw_data, {"type": "heading", "value": "ok", "id": "head"}, written]
    made.save_revision(user=editor)
    sent.refresh_from_db()
    domain.erase(sent)
    made.refresh_from_db()
    stored = made.get_latest_revision_as_object().body.raw_data
    assert [(block["id"], block["value"]) for block in stored] == [
        ("head", "ok"),
        ("own", "<p>Look at the token, and it is ok.</p>"),
    ]
