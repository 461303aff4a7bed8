"""What no translation may hold, whoever stores it: what nobody sees, and what would take the site too long to read."""

from __future__ import annotations

import unicodedata

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from home.exchange import limits

#: Marks that turn text around without an end of their own, so that it reads otherwise than it is stored.
OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e")
ISOLATES, END_OF_ISOLATE = frozenset("\u2066\u2067\u2068"), "\u2069"
HARMLESS_CONTROLS = frozenset("\n\t")
#: What is no character at all (Unicode, section 23.7).
NONCHARACTERS = frozenset(range(0xFDD0, 0xFDF0))

STRANGE = _lazy("It has a control character, which nobody sees and which could make it read otherwise than it is.")
MARKUP = _lazy("It has markup that the original does not have. (Write & as &amp; and < as &lt;.)")


def why_not(source: str, target: str) -> str:
    """Why a translation of a text is not stored; empty where it may be. Whether its marks are right is asked later."""
    if len(target) > limits.LONGEST_TEXT:
        return _("It is longer than %(n)d characters.") % {"n": limits.LONGEST_TEXT}
    if strange_character(source, target):
        return str(STRANGE)
    # Every parser of marks goes one step down for each of them, and comments are seen by nobody.
    is_much = target.count("<") > max(limits.MOST_MARKS, source.count("<"))
    return str(MARKUP) if is_much or ("<!" in target and "<!" not in source) else ""


def strange_character(source: str, target: str) -> bool:
    """Whether a translation has a control character that its original does not have.

    Marks of direction that stand for themselves (RLM, LRM, ALM) and isolates that end are part of right-to-left text.
    """
    depth = 0
    for character in target:
        if character in ISOLATES:
            depth += 1
        elif character == END_OF_ISOLATE:
            depth -= 1
        elif character not in source and _is_control(character):
            return True
        if depth < 0:
            return True
    return depth != 0


def _is_control(character: str) -> bool:
    if character in OVERRIDES:
        return True
    if character in HARMLESS_CONTROLS:
        return False
    point = ord(character)
    is_none = point & 0xFFFE == 0xFFFE or point in NONCHARACTERS
    return is_none or unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
