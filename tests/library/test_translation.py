"""Every block and every field of a guide goes through the translation engine and comes back whole."""

from __future__ import annotations

import json
import re
from typing import Any

from django.test import TestCase
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from home import i18n
from library.blocks import GuideBlocks
from library.models import GuidePage
from tests.factories import SmallSite
from tests.home.test_blocks import RENDER, element, text
from tests.library.helpers import LEFT_OPEN, file, picture

#: What a translator puts in front of every text.
MARK = "FR "


def items(*values: Any) -> list[dict[str, Any]]:
    """The items of a list block as the database holds them."""
    return [{"type": "item", "value": value, "id": f"0000000{place}-item"} for place, value in enumerate(values)]


def every_block(site: SmallSite) -> list[dict[str, Any]]:
    """One block of each kind with a text in each of its places; texts are `tNN`, each once."""
    values: dict[str, Any] = {
        "lead": "<p>t01 is <b>bold</b></p>",
        "text": f'<p>t02 <a id="{site.standard().pk}" linktype="page">link</a></p><ul><li>t03</li><li>t04</li></ul>',
        "heading": "t05",
        "quote": {"text": "t06", "attribution": "t07"},
        "callout": {"heading": "t08", "text": "<h3>t09</h3><p>t10</p>"},
        "steps": items(
            {"title": "t11", "minutes": 20, "text": "<p>t12</p>"}, {"title": "t13", "minutes": 25, "text": "<p>t14</p>"}
        ),
        "definitions": items({"term": "t15", "text": "<p>t16</p>"}),
        "table": {"caption": "t17", "head": items("t18", "t19"), "rows": items({"cells": items("t20", "t21")})},
        "figure": {
            "image": {"image": picture().pk, "decorative": False, "alt_text": "t22"},
            "caption": "<p>t23</p>",
        },
        "safety": {"heading": "t24", "text": "<p>t25</p>", "questions": items("t26", "t27")},
        "checklist": {"intro": "<p>t28</p>", "items": items("t29", "t30")},
        "pitfalls": items({"title": "t31", "text": "<p>t32</p>"}, {"title": "t33", "text": "<p>t34</p>"}),
        "worked": {"text": "<p>t35</p>"},
        "failed": {"text": "<p>t36</p>"},
        "example": {"heading": "t37", "text": "<p>t38</p>", "place": "t39"},
        "accordion": items({"title": "t40", "text": "<p>t41</p><ol><li>t42</li></ol>"}),
        "video": {
            "title": "t43",
            "text": "t44",
            "url": "https://video.example.org/1",
            "minutes": 6,
            "megabytes": 14,
            "host": "t45",
            "transcript": "<p>t46</p><p>t47</p>",
        },
        "downloads": items({"file": file("plan.odt").pk, "label": "t48", "note": "t49"}),
        "related": items(site.guide(title="Another guide").pk),
    }
    assert set(values) == set(GuideBlocks().child_blocks)
    return [{"type": kind, "value": value, "id": f"{kind:0>8}-block"} for kind, value in values.items()]


def in_french(guide: GuidePage) -> GuidePage:
    """Submit, translate every segment, publish; as the translation editor does."""
    source, _made = TranslationSource.get_or_create_from_instance(guide)
    french = i18n.locales()["fr"]
    translation = Translation.objects.create(source=source, target_locale=french)
    for segment in source.stringsegment_set.select_related("string"):
        StringTranslation.objects.get_or_create(
            translation_of=segment.string,
            context=segment.context,
            locale=french,
            defaults={"data": MARK + segment.string.data},
        )
    with TestCase.captureOnCommitCallbacks(execute=True):
        translation.save_target(publish=True)
    assert translation.get_progress()[0] == translation.get_progress()[1] > 0
    return GuidePage.objects.get(translation_key=guide.translation_key, locale=french)


def stored(guide: GuidePage) -> str:
    """The body as the database holds it; the order of keys means nothing."""
    return json.dumps(list(guide.body.raw_data), sort_keys=True)


def shown(guide: GuidePage, language: str) -> Any:
    """The body as readers of the language of the guide see it."""
    with i18n.speaking(language):
        return element(RENDER.render({"body": guide.body, "page": guide}))


@LEFT_OPEN
def test_every_block_is_translated_and_stays_whole(site: SmallSite) -> None:
    guide = site.guide(body=json.dumps(every_block(site)))
    guide.refresh_from_db()
    french = in_french(guide)
    assert french.live

    before, after = stored(guide), stored(french)
    assert after.replace(MARK, "") == before
    texts = re.findall(r"t\d\d", before)
    assert len(texts) == len(set(texts)) == 49
    assert re.findall(rf"{MARK}(t\d\d)", after) == texts

    english_page, french_page = shown(guide, "en"), shown(french, "en")
    assert text(french_page).replace(MARK, "") == text(english_page)
    seen = text(english_page) + english_page.xpath("string(.//img/@alt)")
    assert sorted(set(re.findall(r"t\d\d", seen))) == sorted(texts)
    assert [node.tag for node in french_page.iter()] == [node.tag for node in english_page.iter()]


@LEFT_OPEN
def test_after_a_change_every_other_text_is_found_again(site: SmallSite) -> None:
    guide = site.guide(body=json.dumps(every_block(site)))
    guide.refresh_from_db()
    in_french(guide)
    guide.title = "Changed"
    guide.save_revision().publish()
    source = TranslationSource.objects.get(object_id=guide.translation_key)
    source.update_from_db()
    total, done = source.translations.get().get_progress()
    assert total - done == 1  # the title
