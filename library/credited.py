"""Who is credited on a guide, and which project may be named. Pages, files and exports all ask here."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wagtail.models import Page

from home.visibility import is_private
from library.models import GuideContributor


@dataclass(frozen=True)
class Credit:
    """Somebody who is thanked: a member project that readers may see, or a name."""

    name: str
    project: Page | None = None


def public_projects(contributors: Iterable[GuideContributor]) -> list[Page]:
    """All public language versions of the projects among them. One query, none where there is no project."""
    keys = {contributor.project.translation_key for contributor in contributors if contributor.project}
    if not keys:
        return []
    rows = Page.objects.filter(~is_private(), live=True, translation_key__in=keys)
    return list(rows.only("title", "translation_key", "locale", "url_path"))


def credit_of(contributor: GuideContributor, projects: Mapping[uuid.UUID, Page]) -> Credit | None:
    """`projects`: the public ones in the reader's version, by translation key.

    None for a project that is not public and has no name beside it: a draft must not be told.
    """
    project = projects.get(contributor.project.translation_key) if contributor.project else None
    name = project.title if project else contributor.name
    return Credit(name, project) if name else None
