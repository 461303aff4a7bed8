"""Archives of texts that were withdrawn, or restricted, after they were made."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction
from wagtail_localize.models import Translation

from home.exchange import choosing, memory
from home.models import User
from tests.factories import SmallSite
from tests.home.exchange.test_archives import amina, ask, fetched, latest, refused, titles
from tests.home.translators.helpers import submitted, write

__all__ = ["amina"]


@pytest.mark.parametrize("how", ["restricted", "withdrawn", "deleted"])
def test_the_translation_that_was_translated_from_became_private(
    amina: Client, site: SmallSite, french: Translation, how: str
) -> None:
    """Its original is public all the while."""
    arabic = site.guide("ar", title="Original")
    english = site.guide("en", of=arabic, title="Soon secret")
    submitted(english, "fr")
    ask(amina, what="tree", page=site.sections["library", "en"].pk)
    assert titles(fetched(amina)) == {"A guide", "Soon secret"}
    assert choosing.written(choosing.item(arabic.translation_key), english) in latest().items
    if how == "restricted":
        PageViewRestriction.objects.create(page=english, restriction_type="groups")
    elif how == "withdrawn":
        english.unpublish()
    else:
        Page.objects.get(pk=english.pk).delete()
    assert refused(amina) == "Something in this archive has been hidden or deleted since. Make it anew."


def test_an_archive_that_does_not_say_what_its_files_hold(amina: Client, french: Translation) -> None:
    ask(amina)
    export = latest()
    export.items = [named.removesuffix(":en") for named in export.items]
    export.save()
    assert refused(amina).endswith("Make it anew.")


def test_a_memory_of_what_became_private(amina: Client, french: Translation, translator: User) -> None:
    write(french, "title", "Un guide", translator)
    amina.post(reverse("exchange"), {"source": "en", "into": "fr"})
    french.source.get_source_instance().unpublish()
    assert refused(amina) == "Something in this archive has been hidden or deleted since. Make it anew."


def test_a_memory_in_which_another_text_stands_for_a_withdrawn_one(
    amina: Client, site: SmallSite, french: Translation, translator: User
) -> None:
    later = submitted(site.guide(title="Later"), "fr")
    first, hidden, withdrawn, last = (
        write(french, "title", "Un guide", translator),
        write(french, "summary", "Ce que c’est", translator),
        write(later, "title", "Plus tard", translator),
        write(submitted(site.guide(title="Last"), "fr"), "title", "Enfin", translator),
    )
    type(hidden).objects.filter(pk=hidden.pk).update(has_error=True)
    amina.post(reverse("exchange"), {"source": "en", "into": "fr"})
    assert b"Plus tard" in fetched(amina)["memory-en-fr-1.tmx"]
    later.source.get_source_instance().unpublish()
    type(hidden).objects.filter(pk=hidden.pk).update(has_error=False)
    found = memory.texts(french.source.locale, french.target_locale).values_list("pk", flat=True)
    assert (list(found), withdrawn.pk in found) == ([first.pk, hidden.pk, last.pk], False)
    assert refused(amina).endswith("Make it anew.")
