"""What there is to tell: reviews that wait, what was sent back, claims that lapse; what is behind; what is asked for.

Collected once for everybody, and then given out by what each may do (home.translators.rights). A work is named only if
everybody may read it and mails may name its kind; of others it is only said what kind of text they are. Words of a
translation that is not public stand in no mail.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from wagtail.models import Page, TaskState, WorkflowState
from wagtail_localize.models import TranslatableObject

from home import i18n
from home.desk import facets
from home.desk.coverage import GOOD, public_works
from home.models import BasePage, News, TranslationClaim, TranslationReviewTask, User, Work, WorkVersion
from home.translators import review, rights
from home.visibility import is_private

State = WorkVersion.State
#: How long before a claim lapses its translator is told.
SOON = datetime.timedelta(days=3)
REVIEW, SENT_BACK, LAPSING, OUTDATED, WANTED = "review", "sent_back", "lapsing", "outdated", "wanted"


@dataclass(frozen=True)
class Item:
    """One thing to tell. `key` is what it is told once by."""

    key: str
    what: str
    #: The title of a work that may be named; else empty, and `kind` says what it is.
    title: str
    kind: Any
    locale_id: int
    #: Where in the admin one goes on.
    address: str
    #: When a claim lapses, or since when a translation is out of date.
    moment: datetime.datetime | None = None
    #: How many readers asked.
    count: int = 0

    @property
    def name(self) -> str:
        """In the active language where it has no title."""
        return self.title or capfirst(str(self.kind._meta.verbose_name))

    @property
    def language(self) -> str:
        """Into which it is translated, in that language."""
        locale = i18n.locale_by_id(self.locale_id)
        return locale.get_display_name() if locale else ""


class Found:
    """Everything there is to tell, fetched when it is first asked for: a number of queries that people do not add to.

    But for the authors of a review, four for each review of which somebody is told, and the restrictions of a work that
    is not for everybody.
    """

    def __init__(self, now: datetime.datetime | None = None) -> None:
        self.now = now or timezone.now()
        self._authors: dict[int, set[int]] = {}

    def news(self, news: str, user: User, told: Set[str]) -> list[Item]:
        """What of one kind somebody is told now; `told` are the keys of what they were told of."""
        makers = {
            News.WAITING: (self._reviews, self._sent_back, self._lapsing),
            News.OUTDATED: (self._outdated,),
            News.WANTED: (self._wanted,),
        }
        return [item for make in makers[News(news)] for item in make(user, told)]

    # ------------------------------------------------------------ what is waiting

    def _reviews(self, user: User, told: Set[str]) -> Iterator[Item]:
        """Translations that this person is asked to review and did not make."""
        groups = {group.pk for group in user.groups.all()}
        for state in self._states:
            key = f"{REVIEW}:{state.pk}"
            page = self._pages.get(state.workflow_state.object_id)
            if page is None or not (groups & self._groups.get(state.task_id, set())) or key in told:
                continue
            if not rights.may_review(user, page.locale_id) or user.pk in self._authors_of(state, page):
                continue
            yield from self._about(key, REVIEW, page.translation_key, page.locale_id, user, _edit(page))

    def _sent_back(self, user: User, told: Set[str]) -> Iterator[Item]:
        """Translations that this person submitted, and of which a reviewer wants more."""
        for state in self._returned:
            task_state, page = state.current_task_state, self._pages.get(state.object_id)
            key = f"{SENT_BACK}:{task_state.pk}"
            if page is None or task_state.revision.user_id != user.pk or key in told:
                continue
            if rights.may_translate(user, page.locale_id):
                yield from self._about(key, SENT_BACK, page.translation_key, page.locale_id, user, _edit(page))

    def _lapsing(self, user: User, told: Set[str]) -> Iterator[Item]:
        """Claims of this person that lapse soon, of what is neither done nor in review."""
        for claim in self._claims:
            key = f"{LAPSING}:{claim.pk}:{claim.expires_at:%Y%m%d%H%M}"
            work = (claim.translation_key, claim.locale_id)
            if claim.user_id != user.pk or work in self._done or key in told:
                continue
            if rights.may_translate(user, claim.locale_id):
                address = reverse("translation_claim", args=work)
                yield from self._about(key, LAPSING, *work, user, address, claim.expires_at)

    # ------------------------------------------------------------ what is behind, what is asked for

    def _outdated(self, user: User, told: Set[str]) -> Iterator[Item]:
        """Public translations that are behind, the gravest first; not those that somebody else has claimed."""
        for version in self._behind:
            key = f"{OUTDATED}:{version.pk}:{version.since:%Y%m%d%H%M%S%f}:{version.state}"
            if self._is_for(user, version) and key not in told:
                locale = i18n.code_of(version.locale_id)
                address = reverse("desk_version", args=[version.work_id, locale])
                yield _public(key, OUTDATED, version, address, moment=version.since)

    def _wanted(self, user: User, told: Set[str]) -> Iterator[Item]:
        """What readers lack, what they ask for most first. Told of again when twice as many have asked."""
        for version in self._asked_for:
            key = f"{WANTED}:{version.pk}:{version.requests.bit_length()}"
            if self._is_for(user, version) and key not in told:
                address = reverse("desk_queue", args=[i18n.code_of(version.locale_id)])
                yield _public(key, WANTED, version, address, count=version.requests)

    def _is_for(self, user: User, version: WorkVersion) -> bool:
        if not rights.may_translate(user, version.locale_id):
            return False
        return self._claimants.get((version.work_id, version.locale_id), user.pk) == user.pk

    # ------------------------------------------------------------ fetched once

    @cached_property
    def _states(self) -> list[TaskState]:
        tasks = TranslationReviewTask.objects.values("pk")
        found = TaskState.objects.filter(task__in=tasks, status=TaskState.STATUS_IN_PROGRESS)
        return list(found.select_related("workflow_state", "revision").order_by("started_at", "pk"))

    @cached_property
    def _groups(self) -> dict[int, set[int]]:
        asked: dict[int, set[int]] = {}
        rows = TranslationReviewTask.groups.through.objects.all()
        for task, group in rows.values_list("translationreviewtask", "group"):
            asked.setdefault(task, set()).add(group)
        return asked

    @cached_property
    def _returned(self) -> list[WorkflowState]:
        tasks = TranslationReviewTask.objects.values("pk")
        found = WorkflowState.objects.filter(
            status=WorkflowState.STATUS_NEEDS_CHANGES, current_task_state__task__in=tasks
        )
        return list(found.select_related("current_task_state__revision").order_by("pk"))

    @cached_property
    def _pages(self) -> dict[str, Page]:
        """The versions in review or sent back, by their keys as workflows have them."""
        keys = {state.workflow_state.object_id for state in self._states} | {s.object_id for s in self._returned}
        return {str(page.pk): page for page in Page.objects.filter(pk__in=keys)}

    @cached_property
    def _claims(self) -> list[TranslationClaim]:
        soon = TranslationClaim.objects.filter(expires_at__gt=self.now, expires_at__lte=self.now + SOON)
        return list(soon.order_by("expires_at", "pk"))

    @cached_property
    def _done(self) -> set[tuple[uuid.UUID, int]]:
        """Of the claimed works, those that are up to date or in review, by language."""
        claimed = WorkVersion.objects.filter(work__in=[claim.translation_key for claim in self._claims])
        done = claimed.filter(state__in=GOOD).values_list("work", "locale")
        asked = {state.workflow_state.object_id for state in self._states}
        return set(done) | {(page.translation_key, page.locale_id) for pk, page in self._pages.items() if pk in asked}

    @cached_property
    def _works(self) -> dict[uuid.UUID, Any]:
        """What is claimed or in review and may be translated, by key; whose original is public."""
        keys = {claim.translation_key for claim in self._claims}
        keys |= {page.translation_key for page in self._pages.values()}
        hidden = ExpressionWrapper(is_private("page__path"), output_field=BooleanField())
        works = facets.translatable(Work.objects.filter(pk__in=keys, page__live=True)).annotate(is_hidden=hidden)
        return {work.pk: work for work in works.select_related("page")}

    @cached_property
    def _records(self) -> dict[uuid.UUID, Any]:
        """What is claimed and is not a page, by key: what kind of record it is."""
        known = TranslatableObject.objects.filter(translation_key__in=[claim.translation_key for claim in self._claims])
        models = {row.pk: row.content_type.model_class() for row in known.select_related("content_type")}
        return {key: model for key, model in models.items() if model is not None and not issubclass(model, Page)}

    @cached_property
    def _behind(self) -> list[WorkVersion]:
        found = _of_public_works().filter(since__isnull=False, page__live=True).exclude(state__in=GOOD)
        return sorted(found, key=lambda version: (version.state != State.OUTDATED, version.since, version.pk))

    @cached_property
    def _asked_for(self) -> list[WorkVersion]:
        return list(_of_public_works().filter(requests__gt=0).exclude(state__in=GOOD).order_by("-requests", "pk"))

    @cached_property
    def _claimants(self) -> dict[tuple[uuid.UUID, int], int]:
        rows = TranslationClaim.objects.filter(expires_at__gt=self.now)
        return {(key, locale): user for key, locale, user in rows.values_list("translation_key", "locale", "user")}

    def _authors_of(self, state: TaskState, page: Page) -> set[int]:
        if state.pk not in self._authors:
            self._authors[state.pk] = review.authors(page, state.revision)
        return self._authors[state.pk]

    def _about(
        self,
        key: str,
        what: str,
        work_key: uuid.UUID,
        locale_id: int,
        user: User,
        address: str,
        moment: datetime.datetime | None = None,
    ) -> Iterable[Item]:
        """The item; none where the work is not public, or not for this person."""
        work, record = self._works.get(work_key), self._records.get(work_key)
        if work is None:
            return [Item(key, what, "", record, locale_id, address, moment)] if record is not None else []
        if work.is_hidden and not rights.may_read(user, work.page):
            return []
        title = "" if work.is_hidden else _title(work.page)
        return [Item(key, what, title, work.page.specific_class, locale_id, address, moment)]


def _of_public_works() -> Any:
    versions = WorkVersion.objects.filter(work__in=public_works().order_by().values("pk"))
    return versions.select_related("work__page").defer("behind", "parts", "work__parts")


def _public(key: str, what: str, version: WorkVersion, address: str, **more: Any) -> Item:
    page = version.work.page
    return Item(key, what, _title(page), page.specific_class, version.locale_id, address, **more)


def _title(page: Page) -> str:
    """As everybody reads it; empty where mails do not name such pages."""
    model = page.specific_class
    return page.title if model is not None and issubclass(model, BasePage) and model.is_named_in_mail else ""


def _edit(page: Page) -> str:
    """Where a version is edited; those who review it are led on from there."""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])
