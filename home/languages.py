"""Names of languages, in the language itself: from Django where it knows them, from here where it does not."""

from __future__ import annotations

import unicodedata

import django.conf.locale

#: Languages that Django has no entry for. `name_local` is what the switcher shows.
EXTRA_LANG_INFO: dict[str, dict[str, object]] = {
    "am": {"bidi": False, "code": "am", "name": "Amharic", "name_local": "አማርኛ"},
    "ay": {"bidi": False, "code": "ay", "name": "Aymara", "name_local": "Aymar aru"},
    "fil": {"bidi": False, "code": "fil", "name": "Filipino", "name_local": "Filipino"},
    "ha": {"bidi": False, "code": "ha", "name": "Hausa", "name_local": "Hausa"},
    "ht": {"bidi": False, "code": "ht", "name": "Haitian Creole", "name_local": "Kreyòl ayisyen"},
    "ln": {"bidi": False, "code": "ln", "name": "Lingala", "name_local": "Lingála"},
    "prs": {"bidi": True, "code": "prs", "name": "Dari", "name_local": "دری"},
    "ps": {"bidi": True, "code": "ps", "name": "Pashto", "name_local": "پښتو"},
    "rw": {"bidi": False, "code": "rw", "name": "Kinyarwanda", "name_local": "Ikinyarwanda"},
    "so": {"bidi": False, "code": "so", "name": "Somali", "name_local": "Soomaali"},
    "st": {"bidi": False, "code": "st", "name": "Sesotho", "name_local": "Sesotho"},
    "ti": {"bidi": False, "code": "ti", "name": "Tigrinya", "name_local": "ትግርኛ"},
    "tl": {"bidi": False, "code": "tl", "name": "Filipino", "name_local": "Filipino"},
    "wo": {"bidi": False, "code": "wo", "name": "Wolof", "name_local": "Wolof"},
    "yo": {"bidi": False, "code": "yo", "name": "Yoruba", "name_local": "Yorùbá"},
    "zu": {"bidi": False, "code": "zu", "name": "isiZulu", "name_local": "isiZulu"},
}
#: Django writes some names in lower case, as dictionaries do; a menu wants them as a title.
django.conf.locale.LANG_INFO.update({k: v for k, v in EXTRA_LANG_INFO.items() if k not in django.conf.locale.LANG_INFO})
#: Names that their readers write otherwise than Django does: Arabic without its vowel marks.
OWN_NAMES = {"ar": "العربية"}


def own_name(code: str) -> str:
    """The name of a language in that language ("Français"); the code itself where nobody has told us its name."""
    if code in OWN_NAMES:
        return OWN_NAMES[code]
    info = django.conf.locale.LANG_INFO.get(code) or django.conf.locale.LANG_INFO.get(code.split("-")[0])
    name = str(info["name_local"]) if info and "name_local" in info else code
    return unicodedata.normalize("NFC", name[:1].upper() + name[1:])


def is_known(code: str) -> bool:
    """Whether somebody has told us the name of the language, or of what it is a variety of."""
    known = django.conf.locale.LANG_INFO
    return code in known or code.split("-")[0] in known


def choices(codes: list[str]) -> list[tuple[str, str]]:
    """`[("en", "English"), ("fr", "Français"), …]`, for Django's LANGUAGES and Wagtail's content languages."""
    return [(code, own_name(code)) for code in codes]
