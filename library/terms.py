"""Where the terms of a vocabulary are used, in the database and in everything that was stored but not published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.models import Revision

from library.models.taxonomy import Term


@dataclass(frozen=True)
class Spot:
    """A field that holds a term: of a page or term itself, or (`relation`) of its rows."""

    vocabulary: type[Term]
    owner: type[models.Model]
    model: type[models.Model]
    field: str
    #: The name of the rows in the owner's stored content; empty for a field of the owner itself.
    relation: str = ""
    #: The field of a row that names its owner.
    parent: str = "pk"

    def rows(self, pks: Any) -> Any:
        """What uses one of these terms."""
        return self.model._default_manager.filter(**{f"{self.field}__in": pks})


def spots(vocabulary: type[Term]) -> list[Spot]:
    """Every field of every app that holds terms of this vocabulary; found through the models, none is named here."""
    found = []
    for link in vocabulary._meta.related_objects:
        if not isinstance(link.field, models.ForeignKey) or link.related_model._meta.proxy:
            continue
        parent = next((f for f in link.related_model._meta.fields if isinstance(f, ParentalKey)), None)
        if parent is None:
            found.append(Spot(vocabulary, link.related_model, link.related_model, link.field.name))
        else:
            relation = parent.remote_field.get_accessor_name()
            found.append(
                Spot(vocabulary, parent.related_model, link.related_model, link.field.name, relation, parent.name)
            )
    return found


def mentions(content: Mapping[str, Any], spot: Spot) -> Iterator[int]:
    """The terms that stored content names at a spot."""
    holders = content.get(spot.relation) or [] if spot.relation else [content]
    for holder in holders:
        if holder.get(spot.field) is not None:
            yield int(holder[spot.field])


def revisions_of(owner: type[models.Model]) -> models.QuerySet[Revision]:
    """Every revision of the objects of a model."""
    return Revision.objects.filter(content_type=ContentType.objects.get_for_model(owner))


def uses(term: Term) -> int:
    """How many pages and terms use it, drafts included, in the language of this record."""
    users: set[tuple[str, int]] = set()
    for spot in spots(type(term)):
        label = spot.owner._meta.label
        users |= {(label, pk) for pk in spot.rows([term.pk]).values_list(_owner_key(spot), flat=True)}
        latest = revisions_of(spot.owner).order_by("object_id", "created_at", "pk")
        contents = {revision.object_id: revision for revision in latest.iterator()}
        waiting = revisions_of(spot.owner).filter(approved_go_live_at__isnull=False)
        for revision in (*contents.values(), *waiting.iterator()):
            if term.pk in mentions(revision.content, spot):
                users.add((label, int(revision.object_id)))
    return len(users)


def rewrite(content: dict[str, Any], spot: Spot, moved: Mapping[int, int | None]) -> bool:
    """Put other terms into stored content, or none; says whether something was changed. Nothing is named twice."""
    if moved.keys().isdisjoint(mentions(content, spot)):
        return False
    if not spot.relation:
        wanted = moved[content[spot.field]]
        content[spot.field] = None if spot.owner is spot.vocabulary and wanted == content.get("pk") else wanted
        return True
    kept, seen = [], set()
    for row in content[spot.relation]:
        was = row[spot.field]
        row[spot.field] = moved.get(was, was)
        is_twice = row[spot.field] in seen and row[spot.field] in moved.values()
        if is_twice or (was in moved and row[spot.field] is None):
            continue
        seen.add(row[spot.field])
        kept.append(row)
    content[spot.relation] = kept
    return True


def rewrite_revisions(spot: Spot, moved: Mapping[int, int | None]) -> None:
    """The same in everything that was ever stored of the owners of a spot."""
    for revision in revisions_of(spot.owner).iterator():
        if rewrite(revision.content, spot, moved):
            Revision.objects.filter(pk=revision.pk).update(content=revision.content)


def _owner_key(spot: Spot) -> str:
    return f"{spot.parent}_id" if spot.relation else "pk"
