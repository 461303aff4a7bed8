"""A public story is changed by its sender: readers see nothing of that before it was reviewed, and nothing after."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail_localize.operations import translate_object

from home import i18n
from home.models import Picture, User
from stories import receiving
from stories.models import StoryPage, Submission
from stories.pictures import pictures_on
from tests.factories import SmallSite
from tests.stories.forms import answer, photo, sent_story, story
from tests.stories.review import make_public, publish, signed_in

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # Wagtail's, of pictures
ROOT = "mine/story"
SAID = {"f1_alt": "A board", "f1_consent": "nobody"}


def public_with_picture(client: Client) -> Submission:
    """A public story whose only picture somebody withheld since; its sizes exist."""
    submission = sent_story(client, pictures={**SAID, "f1_file": photo()}, consent={"faces": "nobody"})
    make_public(submission.page)  # type: ignore[arg-type]
    picture = Picture.objects.get()
    picture.get_rendition("width-20")
    picture.credit = "Night Shift"
    picture.consent = "unclear"
    picture.save()
    return submission


def status_of(picture: Picture) -> int:
    return int(Client().get(picture.get_rendition("width-20").url).status_code)


def test_a_withheld_picture_is_shown_only_after_a_review(site: SmallSite, client: Client) -> None:
    submission = public_with_picture(client)
    old = Picture.objects.get()
    answer(client, submission, "pictures", ROOT, **SAID)
    assert answer(client, submission, "check", ROOT, send="1").status_code == 303
    submission.refresh_from_db()
    page = StoryPage.objects.get()
    assert (submission.state, page.live) == ("in_review", True)
    old.refresh_from_db()
    new = Picture.objects.exclude(pk=old.pk).get()
    assert (old.consent, new.consent, new.description, new.credit) == ("unclear", "nobody", "A board", "Night Shift")
    assert new.file.name != old.file.name and new.file.name.startswith("private/")
    assert (pictures_on(page), pictures_on(page.get_latest_revision_as_object())) == ({old.pk}, {new.pk})
    assert [status_of(old), status_of(new)] == [404, 404]
    make_public(page)
    assert [status_of(one) for one in Picture.objects.all()] == [200]  # the old one has gone


def test_what_was_withheld_while_it_was_sent_stays_so(site: SmallSite, client: Client) -> None:
    """Between the copy and the lock."""
    submission = public_with_picture(client)
    Picture.objects.update(consent="nobody")
    page = StoryPage.objects.get()
    answer(client, submission, "pictures", ROOT, **SAID)
    real = receiving.filing.with_copies

    def too_late(sent: Any) -> Any:
        made = real(sent)
        Picture.objects.update(consent="unclear")
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(receiving.filing, "with_copies", too_late)
        assert answer(client, submission, "check", ROOT, send="1").status_code == 303
    assert (StoryPage.objects.get().latest_revision_id > page.latest_revision_id) is True
    assert Picture.objects.get().consent == "unclear"


def test_before_it_is_public_the_same_picture_stays(site: SmallSite, client: Client) -> None:
    submission = sent_story(client, pictures={**SAID, "f1_file": photo()}, consent={"faces": "nobody"})
    Picture.objects.update(consent="unclear")
    answer(client, submission, "pictures", ROOT, **SAID)
    answer(client, submission, "check", ROOT, send="1")
    assert Picture.objects.get().consent == "nobody"


# ---------------------------------------------------------------- the address


def test_a_name_taken_out_of_the_title_leaves_the_address(site: SmallSite, reviewer: User) -> None:
    submission, _is_new = receiving.submit(story(title="Maria Lopez and the mill"))
    publish(signed_in(reviewer), submission.page)
    french = i18n.locales()["fr"]
    submission.refresh_from_db()
    translate_object(submission.page, [french])
    submission.page.get_translation(french).get_latest_revision().publish()
    former = "/en/stories/maria-lopez-and-the-mill/"
    assert Client().get(former).status_code == 200
    receiving.revise(submission, story(title="The mill"))
    assert Client().get(former).status_code == 200  # until it was reviewed
    publish(signed_in(reviewer), submission.page)
    assert StoryPage.objects.get(pk=submission.page_id).slug == "the-mill"
    assert Client().get("/en/stories/the-mill/").status_code == 200
    for code in ("en", "fr"):
        assert Client().get(f"/{code}/stories/maria-lopez-and-the-mill/").status_code == 404
        assert "maria-lopez" not in Client().get(f"/{code}/stories/feed/").content.decode()
    assert not StoryPage.objects.filter(slug="maria-lopez-and-the-mill").exists()
    assert not StoryPage.objects.filter(latest_revision__content__slug="maria-lopez-and-the-mill").exists()


@pytest.mark.django_db(transaction=True)
def test_no_former_address_leads_on(site: SmallSite, reviewer: User) -> None:
    news = site.sections["news", "en"]
    others = Redirect.objects.create(old_path="/en/old-news", redirect_page=news, automatically_created=True)
    submission, _is_new = receiving.submit(story(title="Maria Lopez and the mill"))
    publish(signed_in(reviewer), submission.page)
    receiving.revise(submission, story(title="The mill"))
    publish(signed_in(reviewer), submission.page)
    assert StoryPage.objects.get().slug == "the-mill"
    assert list(Redirect.objects.all()) == [others]
    assert Client().get("/en/stories/maria-lopez-and-the-mill/").status_code == 404
    ours = StoryPage(title="Ours", slug="ours")
    site.sections["stories", "en"].add_child(instance=ours)
    ours.slug = "our-own"
    ours.save()
    assert Client().get("/en/stories/ours/")["Location"] == "/en/stories/our-own/"


def test_two_changes_that_wait_get_two_addresses(site: SmallSite, reviewer: User) -> None:
    both = [receiving.submit(story(title=title, text=f"{title}."))[0] for title in ("One", "Another")]
    for one in both:
        publish(signed_in(reviewer), one.page)
        receiving.revise(one, story(title="The mill", text=f"{one.title}, again."))
    for one in both:
        publish(signed_in(reviewer), one.page)
    slugs = sorted(StoryPage.objects.values_list("slug", flat=True))
    assert slugs[0] == "the-mill" and slugs[1].startswith("the-mill-")


def test_the_same_title_keeps_the_address(site: SmallSite, reviewer: User) -> None:
    submission, _is_new = receiving.submit(story(title="The mill"))
    publish(signed_in(reviewer), submission.page)
    newest = StoryPage.objects.get().get_latest_revision_as_object()
    newest.slug = "chosen-by-an-editor"
    newest.save_revision()
    receiving.revise(submission, story(title="The mill", text="Another text."))
    assert StoryPage.objects.get().get_latest_revision_as_object().slug == "chosen-by-an-editor"
