"""A story: told by a project, read by editors, published as far as everyone in it agreed."""

from __future__ import annotations

import logging
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, TranslatableMixin
from wagtail.search import index

from home import i18n, reading_time
from home.models import BasePage
from home.models.base import BasePageManager, BasePageQuerySet
from home.opening import opening
from home.regions import Region
from library.models import GuidePage, Topic
from library.vocabulary import Licence
from network.models import ProjectPage
from stories.blocks import StoryBlocks
from stories.panels import AgreedPanel, ContactPanel

if TYPE_CHECKING:
    from stories.permissions import StoryPermissionTester

logger = logging.getLogger(__name__)


class StoryPageQuerySet(BasePageQuerySet):
    """Stories, as far as their senders agree that they are shown."""

    def standing(self) -> StoryPageQuerySet:
        """Without those that were taken back and those whose consent has ended, in whatever language.

        They are taken down at once or within a minute (stories.forgetting.clock); readers must not depend on that.
        """
        from stories.models.submission import Submission  # which needs this module
        from stories.states import ENDED

        over = Q(consent__ends_on__lte=timezone.localdate()) | Q(state__in=ENDED)
        sent = Submission.objects.filter(over, page__translation_key=OuterRef("translation_key"))
        found: StoryPageQuerySet = self.filter(~Exists(sent))
        return found


class StoryPageManager(BasePageManager.from_queryset(StoryPageQuerySet)):  # type: ignore[misc]
    """Stories with the language that their senders wrote in, as lists show many of them."""

    def get_queryset(self) -> StoryPageQuerySet:
        """With `sent_in`, the language that the original was sent in, and `may_share`, what its sender agreed to."""
        sent = apps.get_model("stories", "Submission").objects
        found: StoryPageQuerySet = (
            super()
            .get_queryset()
            .annotate(
                sent_in=Subquery(sent.filter(page=OuterRef("pk")).values("language")[:1]),
                may_share=Subquery(
                    sent.filter(page__translation_key=OuterRef("translation_key")).values("consent__may_share")[:1]
                ),
            )
        )
        return found


class StoryPage(BasePage):
    """A project story. Nothing of its sender stands here but the name they chose to be shown."""

    project = models.ForeignKey(
        ProjectPage,
        verbose_name=_("member project"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="stories",
    )
    teller = models.CharField(
        verbose_name=_("or told by"),
        max_length=120,
        blank=True,
        help_text=_("The name the sender chose, if it is not a member project. Empty: “a member of the network”."),
    )
    region = models.CharField(verbose_name=_("region"), max_length=2, choices=Region.choices, blank=True)
    content_note = models.CharField(
        verbose_name=_("content note"),
        max_length=300,
        blank=True,
        help_text=_("Name the subject, do not describe it: “Mentions eviction and threats. Nobody is hurt.”"),
    )
    body = StreamField(StoryBlocks(), verbose_name=_("story"), blank=True)
    credit = models.TextField(
        verbose_name=_("how it was told"),
        max_length=500,
        blank=True,
        help_text=_("Who told it, who wrote it down, what was left out and why."),
    )
    licence = models.CharField(
        verbose_name=_("licence"),
        max_length=15,
        choices=Licence.choices,
        default=Licence.ALL_RIGHTS,
        help_text=_("As the sender agreed. When they did not say, nobody may reprint it."),
    )
    date = models.DateField(verbose_name=_("date"), default=timezone.localdate)

    objects = StoryPageManager()

    content_panels = [
        AgreedPanel(heading=_("What the sender agreed to")),
        ContactPanel(heading=_("How the sender can be reached")),
        *BasePage.content_panels,
        FieldPanel("content_note"),
        FieldPanel("body"),
        FieldPanel("credit"),
    ]
    fact_panels: list[Any] = [
        MultiFieldPanel(
            [PageChooserPanel("project", "network.ProjectPage"), FieldPanel("teller"), FieldPanel("region")],
            heading=_("Whose story it is"),
        ),
        InlinePanel("topics", heading=_("Topics"), label=_("Topic"), help_text=_("The first one gives the cover.")),
        InlinePanel("guides", heading=_("If you want to try this"), label=_("Guide"), max_num=4),
        MultiFieldPanel([FieldPanel("licence"), FieldPanel("date")], heading=_("Publication")),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.FilterField("region"),
        index.FilterField("date"),
    ]
    #: Not the texts for search engines: its sender sees and agrees to the title and the summary alone.
    promote_panels = [FieldPanel("slug")]
    parent_page_types: ClassVar[list[str]] = ["stories.StoryIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    #: A story can be taken back, a mail cannot.
    is_named_in_mail = False
    og_type = "article"
    search_kind = "stories"
    search_template = "stories/result.html"
    search_prefetch = ("topics__topic",)

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    def permissions_for_user(self, user: Any) -> StoryPermissionTester:
        """A sent story is published by its review alone (stories.permissions)."""
        from stories.permissions import StoryPermissionTester

        return StoryPermissionTester(user, self)

    @property
    def words_language(self) -> str:
        """Which the site may not have: the story stands among those of another one then. No query for readers."""
        if not hasattr(self, "sent_in"):  # a version, or one that was just made
            known = type(self).objects.filter(pk=self.pk).values_list("sent_in", flat=True).first()
            self.sent_in: str | None = known
        return self.sent_in or super().words_language

    @property
    def is_not_for_sharing(self) -> bool:
        """Whether its sender refused social media: then nothing in it is there for previews (Open Graph)."""
        return getattr(self, "may_share", None) is False

    @property
    def is_of_a_sender(self) -> bool:  # type: ignore[override]
        """Whether it was sent in, or is a translation of what was. One query."""
        from stories.models.submission import Submission  # which needs this module

        return Submission.objects.filter(page__translation_key=self.translation_key).exists()

    def clean(self) -> None:
        """Not at an address below the stories that is taken (stories.filing)."""
        from stories.filing import RESERVED_SLUGS  # which needs this module

        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": _("This address is used by the site itself. Choose another one.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Without texts for search engines, whoever sets them."""
        self._forget_texts_for_engines()
        super().save(*args, **kwargs)

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """A version that was checked or agreed to stays as it was read: what an editor saves later is another one.

        Wagtail saves an editor's later changes into the version they already have. What was sent in has no timetable.
        The pictures that an editor added to it are not public by themselves any more.
        """
        from stories.adopting import adopt  # which need this module
        from stories.agreeing import is_kept

        self._forget_timetable()
        self._forget_texts_for_engines()

        overwritten = kwargs.get("overwrite_revision")
        if overwritten is not None and is_kept(overwritten):
            kwargs["overwrite_revision"] = None
        revision = super().save_revision(*args, **kwargs)
        adopt(self)
        return revision

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        """Leave a version unpublished that its review has not passed, whoever or whatever publishes it."""
        from stories import publishing  # which needs the models

        if not publishing.may_be_public(revision):
            type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=None)
            logger.warning("Story %s was not published: its review has not passed this version", self.pk)
            return None
        return super().publish(revision, *args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> StoryPage:
        """The page as a revision has it."""
        made: StoryPage = super().with_content_json(content)
        if hasattr(self, "sent_in"):
            made.sent_in = self.sent_in
        made._forget_timetable()
        made._forget_texts_for_engines()
        return made

    def _forget_texts_for_engines(self) -> None:
        """Nobody who reviews a story or sends it in sees them."""
        page: Any = self
        page.seo_title = page.search_description = ""

    def _forget_timetable(self) -> None:
        """What was sent in is public from the end of its review on, and not at a time that somebody set."""
        page: Any = self
        if (page.go_live_at or page.expire_at) and self.is_of_a_sender:
            page.go_live_at = page.expire_at = None

    @cached_property
    def topic_list(self) -> list[Topic]:
        """The topics in order; the first gives the cover. Two queries, none where a list has fetched them along."""
        links = list(self.topics.all())
        models.prefetch_related_objects(links, "topic")
        return [link.topic for link in links]

    @property
    def pattern(self) -> str:  # type: ignore[override]
        """The pattern of the first topic."""
        return self.topic_list[0].pattern if self.topic_list else "organising"

    @property
    def cover_key(self) -> str:
        """What the cover is drawn from: the same in every language."""
        return self.slug

    @property
    def may_be_asked_for(self) -> bool:
        """Not where its sender said no. One query, where it stands in for a translation."""
        from stories.translating import is_refused_into  # which needs this module

        asked = i18n.active_locale().language_code
        return super().may_be_asked_for and not is_refused_into(self.translation_key, asked)

    @property
    def head_title(self) -> str:
        """The title that was agreed to."""
        return self.title

    @property
    def description(self) -> str:
        """The same as in lists."""
        return self.teaser

    @property
    def teaser(self) -> str:
        """The summary; of a story that has none its content note, which comes before the text, else how it begins."""
        return self.summary or self.content_note or opening(self.body)

    @property
    def minutes_to_read(self) -> int:
        """Reading time of the text."""
        return reading_time.minutes(self.body)


class StoryTopic(TranslatableMixin, Orderable):
    """A topic of a story."""

    page = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="topics")
    topic = models.ForeignKey(Topic, verbose_name=_("topic"), on_delete=models.PROTECT, related_name="story_links")

    panels: ClassVar[list[FieldPanel]] = [FieldPanel("topic")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("topic")


class StoryGuide(Orderable):
    """A guide for readers who want to try what the story tells."""

    page = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="guides")
    guide = models.ForeignKey(GuidePage, verbose_name=_("guide"), on_delete=models.CASCADE, related_name="+")

    panels: ClassVar[list[Any]] = [PageChooserPanel("guide", "library.GuidePage")]

    class Meta(Orderable.Meta):
        verbose_name = _("guide")
