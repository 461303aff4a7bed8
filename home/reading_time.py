"""How long a text takes to read."""

from __future__ import annotations

import math
import re
from typing import Any

from django.utils.html import strip_tags
from wagtail.blocks import StreamValue

#: Words a minute, for a text read on a phone by somebody who is tired (Brysbaert 2019 measures 238 for rested adults).
WORDS_A_MINUTE = 180


def words(value: Any) -> int:
    """Words in any part of a StreamField's stored value: strings count, keys and ids do not."""
    if isinstance(value, str):
        return len(re.findall(r"\w+", strip_tags(value)))
    if isinstance(value, dict):
        return sum(words(part) for key, part in value.items() if key not in ("id", "type", "url"))
    if isinstance(value, list):
        return sum(words(part) for part in value)
    return 0


def minutes(body: StreamValue) -> int:
    """Minutes to read a StreamField, at least one."""
    return max(1, math.ceil(words(list(body.raw_data)) / WORDS_A_MINUTE))
