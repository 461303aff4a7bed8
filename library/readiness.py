"""What a guide must have before anyone can read it; a draft may lack all of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from library.models import GuidePage

#: Fields and child rows, each with the sentence that stands beside it.
REQUIRED: Mapping[str, StrOrPromise] = {
    "title": _("Give it a title."),
    "summary": _("Say in one sentence what it is."),
    "kind": _("Choose what kind of thing it is."),
    "topics": _("Choose at least one topic."),
    "contributors": _("Name at least one project or person who made it; a pseudonym will do."),
    "licence": _("Choose the licence under which it may be shared."),
    "risk_level": _("Choose how risky it is for the people who use it."),
}


class NotReadyError(ValidationError):
    """A guide that lacks something was to be published. The messages are by field."""


def lacking(guide: GuidePage) -> set[str]:
    """The names of what is required and missing."""
    return {name for name in REQUIRED if not _has(guide, name)}


def _has(guide: GuidePage, name: str) -> bool:
    value: Any = getattr(guide, name)
    if name == "topics":
        return any(link.topic_id for link in value.all())
    if name == "contributors":
        return any(link.project_id or link.name for link in value.all())
    return bool(str(value).strip())


def require(guide: GuidePage) -> None:
    """Refuse what may not become public. Raises NotReadyError.

    What a public version of the same work lacks as well is let pass, so that guides that are older than a rule can
    still be corrected and translated; the form asks for it all the same.
    """
    missing = lacking(guide)
    if missing:
        for version in type(guide).objects.live().filter(translation_key=guide.translation_key):
            missing -= lacking(version)
    if missing:
        raise NotReadyError({name: REQUIRED[name] for name in REQUIRED if name in missing})
