"""OAI-PMH tells harvesters what was withdrawn, and never what they could not have seen."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client, TestCase

from library.merging import merge
from library.models import GuidePage, RecordStatus, Topic
from tests.factories import SmallSite
from tests.library.helpers import make_private
from tests.library.oai import BASE, LIST, N, ask, error, gone, name, published, titles


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    settings.BASE_URL = BASE


def test_withdrawn_and_published_again(site: SmallSite, client: Client) -> None:
    guide = site.guide(title="One", kind="toolkit", topics=("rights", "care"))
    site.guide("fr", of=guide)
    guide.unpublish()
    tree = ask(client, verb="GetRecord", identifier=name(guide), metadataPrefix="oai_dc")
    assert (gone(tree), titles(tree)) == ([name(guide)], [])
    assert [found.text for found in tree.findall(".//o:setSpec", N)] == [
        "kind:toolkit", "language:en", "topic:care", "topic:rights",
    ]  # fmt: skip
    for spec in ("topic", "topic:care", "kind:toolkit", "language:en"):
        assert gone(ask(client, **LIST, set=spec)) == [name(guide)], spec
    assert gone(ask(client, **LIST, set="language:fr")) == []
    assert error(ask(client, verb="ListMetadataFormats", identifier=name(guide))) == "noMetadataFormats"
    guide.refresh_from_db()
    guide.save_revision().publish()
    assert (gone(ask(client, **LIST)), RecordStatus.objects.count()) == ([], 0)


def test_deleted_for_good(site: SmallSite, client: Client) -> None:
    guide = site.guide(title="One")
    guide.delete()
    assert gone(ask(client, **LIST)) == [name(guide)]
    assert "One" not in "".join(str(value) for value in RecordStatus.objects.values_list().get())


def test_a_library_deleted_with_its_guides(site: SmallSite, client: Client) -> None:
    guide = site.guide("fr")
    site.sections["library", "fr"].refresh_from_db()
    site.sections["library", "fr"].delete()
    assert gone(ask(client, **LIST)) == [name(guide, "fr")]


def test_restricted_and_shown_again(site: SmallSite, client: Client) -> None:
    guide = site.guide(title="One")
    published(guide, "2024-01-01T00:00:00+00:00")
    section = site.sections["library", "en"]
    make_private(section)
    assert (gone(ask(client, **LIST)), titles(ask(client, **LIST))) == ([name(guide)], [])
    make_private(guide)  # twice hidden is hidden
    section.view_restrictions.all().delete()
    assert (gone(ask(client, **LIST)), titles(ask(client, **LIST))) == ([name(guide)], [])
    guide.view_restrictions.get().delete()
    # Shown again with a new datestamp: a harvester that asks since yesterday must learn of it.
    yesterday = (datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)).date().isoformat()
    again = ask(client, **LIST, from_=yesterday)
    assert (gone(again), titles(again)) == ([], ["One"])


def test_a_restricted_guide_that_is_deleted_stays_deleted(site: SmallSite, client: Client) -> None:
    guide = site.guide()
    make_private(guide)
    guide.delete()
    assert gone(ask(client, **LIST)) == [name(guide)]


def test_what_was_never_public_leaves_no_trace(site: SmallSite, client: Client) -> None:
    section = site.sections["library", "fr"]
    make_private(section)
    hidden = site.guide("fr", title="Hidden")
    hidden.unpublish()
    site.guide("fr", title="Hidden too").delete()
    site.guide(title="Draft", live=False).delete()
    inside = site.guide("fr", title="Hidden three")
    make_private(inside)
    inside.save_revision().publish()
    assert RecordStatus.objects.count() == 0
    assert error(ask(client, **LIST)) == "noRecordsMatch"
    assert (
        error(ask(client, verb="GetRecord", identifier=name(hidden, "fr"), metadataPrefix="oai_dc")) == "idDoesNotExist"
    )


def test_moved_below_a_restricted_page_and_back(site: SmallSite, client: Client) -> None:
    guide = site.guide("fr")
    section, members, home = site.sections["library", "fr"], site.standard("fr"), site.homes["fr"]
    make_private(members)
    for target, hidden in ((members, [name(guide, "fr")]), (home, [])):
        for page in (section, target):
            page.refresh_from_db()
        section.move(target, pos="last-child")
        assert gone(ask(client, verb="ListIdentifiers", metadataPrefix="oai_dc")) == hidden


# ---------------------------------------------------------------- topics that are merged and renamed


def stamped(*guides: GuidePage) -> None:
    """Let all harvesters have seen these guides."""
    for guide in guides:
        published(guide, "2024-01-01T00:00:00+00:00")


def test_a_merged_topic(site: SmallSite, client: Client) -> None:
    moved, other = site.guide(title="Moved", topics=("safety", "care")), site.guide(title="Other", topics=("care",))
    site.topics["stops", "en"] = Topic.objects.create(
        key="stops", name="Stops", parent=site.topics["safety", "en"], locale=other.locale
    )
    part = site.guide(title="Part", topics=("stops",))
    withdrawn, private = site.guide(topics=("safety",)), site.guide(title="Private", topics=("safety",))
    withdrawn.unpublish()
    make_private(private)
    stamped(moved, other, part, private)
    assert error(ask(client, **LIST, set="topic:rights")) == "noRecordsMatch"
    with TestCase.captureOnCommitCallbacks(execute=True):
        merge(site.topics["safety", "en"], site.topics["rights", "en"])
    for spec in ("topic:safety", "topic:rights"):
        tree = ask(client, **LIST, set=spec)
        assert (titles(tree), gone(tree)) == (["Moved", "Part"], [name(withdrawn), name(private)]), spec
    assert titles(ask(client, **LIST, from_="2024-01-02")) == ["Moved", "Part"]
    specs = [found.text for found in ask(client, **LIST).findall(".//o:setSpec", N)]
    assert "topic:safety" not in specs and specs.count("topic:rights") == 4


def test_a_renamed_topic(site: SmallSite, client: Client) -> None:
    guide, other = site.guide(title="One", topics=("safety",)), site.guide(title="Two")
    french = site.guide("fr", of=guide, title="Un", topics=("safety",))
    draft = site.guide(title="Draft", topics=("safety",), live=False)
    stamped(guide, other, french)
    topic = site.topics["safety", "en"]
    topic.order = 9
    topic.save()
    assert error(ask(client, **LIST, from_="2024-01-02")) == "noRecordsMatch"
    topic.name = "Staying safe"
    topic.save()
    assert titles(ask(client, **LIST, from_="2024-01-02")) == ["One"]
    topic.parent = site.topics["rights", "en"]
    RecordStatus.objects.all().delete()
    topic.save()
    assert titles(ask(client, **LIST, from_="2024-01-02", set="topic:rights")) == ["One"]
    assert not RecordStatus.objects.filter(translation_key=draft.translation_key).exists()
