"""Pages of this app that stand in no tree and are always there, in every language of the site."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from home import i18n

#: Their names in the addresses.
NAMES = ("send_story", "what_happens", "ask_question", "suggest_guide")


def paths() -> Iterator[dict[str, str]]:
    """The addresses of each by language, for the sitemaps."""
    for name in NAMES:
        found = {}
        for code in i18n.locales():
            with i18n.speaking(code):
                found[code] = reverse(name)
        yield found
