"""What somebody sent us, from its first draft to its last trace.

It stands in tables of its own: no page, search, API or export has it. What it says of itself becomes a page when it is
sent (stories.filing); its state changes in stories.domain alone.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from home.languages import own_name
from home.models import Picture
from home.regions import Region
from library.models import GuidePage
from stories.documents import LEFT_OUT
from stories.models.news import NewsArticlePage
from stories.models.story import StoryPage
from stories.storage import private_storage

#: Letters and digits that are not taken for one another when read aloud or copied by hand.
REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_reference() -> str:
    """A name to speak about a story by, such as ST-7F2K9Q. It opens nothing."""
    return "ST-" + "".join(secrets.choice(REFERENCE_ALPHABET) for _i in range(6))


def new_slug() -> str:
    """What a question, an answer or a guide is called in public addresses. It leads to no reference."""
    return "".join(secrets.choice(REFERENCE_ALPHABET) for _i in range(10)).lower()


class Submission(models.Model):
    """What was sent in, and where it stands."""

    class Kind(models.TextChoices):
        """What it is. Only a story has a page and its review in Wagtail's workflow."""

        STORY = "story", _("Story")
        GUIDE = "guide", _("Guide for the library")
        QUESTION = "question", _("Question")
        ANSWER = "answer", _("Answer to a question")

    class State(models.TextChoices):
        """Where it stands. stories.domain holds the moves between them."""

        DRAFT = "draft", _("Draft")
        RECEIVED = "received", _("Received")
        IN_REVIEW = "in_review", _("In review")
        CHANGES_REQUESTED = "changes_requested", _("Changes requested")
        APPROVED = "approved", _("Approved")
        PUBLISHED = "published", _("Published")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", _("Expired")
        ERASED = "erased", _("Erased")

    class Byline(models.TextChoices):
        """Whose name stands above the story."""

        PROJECT = "project", _("My project’s name")
        CHOSEN = "chosen", _("A name that I choose")
        NOBODY = "nobody", _("Nobody: “a member of the network”")

    #: The language of a text whose sender did not find it in the list (ISO 639).
    UNDETERMINED = "und"

    kind = models.CharField(verbose_name=_("kind"), max_length=10, choices=Kind.choices, default=Kind.STORY)
    state = models.CharField(
        verbose_name=_("state"), max_length=20, choices=State.choices, default=State.DRAFT, db_index=True
    )
    page = models.OneToOneField(
        StoryPage, null=True, blank=True, on_delete=models.SET_NULL, related_name="submission", editable=False
    )
    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    #: In the addresses of what has no page: the reference stands in mails, and must not lead from those to a text.
    slug = models.SlugField(max_length=12, unique=True, default=new_slug, editable=False)
    #: Hash of the token of the form, so that pressing twice or sending again after a lost answer stores one.
    form = models.CharField(max_length=64, blank=True, editable=False)
    #: Slow hash of the receipt's words (stories.keys); none once nobody can come back with them.
    receipt = models.CharField(max_length=128, blank=True, editable=False)
    language = models.CharField(verbose_name=_("written in"), max_length=12, default=UNDETERMINED)
    #: The language in which its sender uses the site: of the receipt, and of what we tell them.
    speaks = models.CharField(max_length=12, default="en")
    region = models.CharField(verbose_name=_("region"), max_length=2, choices=Region.choices, blank=True)
    #: What stands in the form of a draft, or of a change that is not sent yet, by field; right or wrong.
    typed = models.JSONField(default=dict, blank=True)
    #: As its sender last sent it. Of a story the page is what editors work on.
    title = models.CharField(verbose_name=_("title"), max_length=255, blank=True)
    text = models.TextField(verbose_name=_("text"), blank=True)
    link = models.URLField(verbose_name=_("link"), max_length=500, blank=True)
    #: Whose name the sender wanted, and the name as it was then: the page's own is for editors to change.
    byline = models.CharField(verbose_name=_("by"), max_length=10, choices=Byline.choices, default=Byline.NOBODY)
    byline_name = models.CharField(verbose_name=_("name"), max_length=255, blank=True)
    #: In private storage (stories.pictures); the page's text refers to them as well.
    pictures = models.ManyToManyField(Picture, verbose_name=_("pictures"), blank=True, related_name="submissions")
    #: Those of them that editors added (stories.adopting): their sender's form does not hold them.
    added_pictures = models.ManyToManyField(Picture, blank=True, related_name="+", editable=False)
    #: What the sender last sent or said yes to. Nothing else becomes public.
    agreed_revision = models.ForeignKey(
        Revision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    #: The editor who wrote down what came by phone or on paper; somebody else reviews it.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: Whether it came that way, also when who wrote it down has left.
    came_by_phone = models.BooleanField(default=False, editable=False)
    # Of the review.
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reviewer"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="submissions_in_hand",
    )
    due_at = models.DateTimeField(verbose_name=_("due"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: 64 bits of likeness of the text in hexadecimal digits, and the first one of those that are alike.
    likeness = models.CharField(max_length=16, blank=True, editable=False)
    alike = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="similar")
    # Of the other kinds.
    question = models.ForeignKey(
        "self", verbose_name=_("question"), null=True, blank=True, on_delete=models.CASCADE, related_name="answers"
    )
    guide = models.ForeignKey(GuidePage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    round_up = models.ForeignKey(
        NewsArticlePage, null=True, blank=True, on_delete=models.SET_NULL, related_name="submissions"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    received_at = models.DateTimeField(null=True, blank=True)
    #: When it came into its state.
    moved_at = models.DateTimeField(default=timezone.now, editable=False)
    #: When it is forgotten, unless it moves on before; none while it is public.
    expires_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        permissions = [("view_contact", _("Can see how senders can be reached"))]
        constraints = [
            models.UniqueConstraint(fields=["form"], condition=~models.Q(form=""), name="one_submission_a_form"),
            models.UniqueConstraint(
                fields=["receipt"], condition=~models.Q(receipt=""), name="one_submission_a_receipt"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def own_pictures(self) -> models.QuerySet[Picture]:
        """What its sender sent, without what editors added."""
        return self.pictures.exclude(pk__in=self.added_pictures.values("pk"))

    @property
    def language_name(self) -> str:
        """The name of its language in itself; empty when the sender did not find it in the list."""
        return "" if self.language == self.UNDETERMINED else own_name(self.language)


class Consent(models.Model):
    """What the sender of a story agreed to. It holds for every translation; changes of it are in the log."""

    class People(models.TextChoices):
        """What the sender said of the people in the story."""

        AGREED = "agreed", _("Everyone who could be recognised has heard it and agrees")
        CHANGED = "changed", _("I have changed it so that nobody can be recognised")
        UNSURE = "unsure", _("I am not sure. Please help me check")

    class Names(models.TextChoices):
        """Who may be named."""

        NOBODY = "nobody", _("Nobody. Take out names that I overlooked")
        CHANGED = "changed", _("The names in it are not the real ones")
        AGREED = "agreed", _("The names in it are real, and everybody named agreed")

    class Faces(models.TextChoices):
        """Who may be recognised in a picture."""

        NOBODY = "nobody", _("No face may be shown")
        AGREED = "agreed", _("Everybody in the pictures agreed to be seen")

    class Places(models.TextChoices):
        """How exactly it may be said where it was."""

        REGION = "region", _("Only the region")
        COUNTRY = "country", _("The country")
        AS_TOLD = "as_told", _("Places as I told them")

    class Languages(models.TextChoices):
        """Into which languages it may be translated."""

        ANY = "any", _("Into any language")
        CHOSEN = "chosen", _("Only into these languages")
        NONE = "none", _("Into no language")

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="consent")
    people = models.CharField(verbose_name=_("people in the story"), max_length=10, choices=People.choices)
    names = models.CharField(verbose_name=_("names"), max_length=10, choices=Names.choices, default=Names.NOBODY)
    faces = models.CharField(verbose_name=_("faces"), max_length=10, choices=Faces.choices, default=Faces.NOBODY)
    places = models.CharField(verbose_name=_("places"), max_length=10, choices=Places.choices, default=Places.REGION)
    translation = models.CharField(
        verbose_name=_("translations"), max_length=10, choices=Languages.choices, default=Languages.NONE
    )
    #: Codes, where only some languages were chosen.
    languages = models.JSONField(default=list, blank=True)
    may_reprint = models.BooleanField(verbose_name=_("may be reprinted under CC BY-SA"), default=False)
    may_share = models.BooleanField(verbose_name=_("may be shown on social media"), default=False)
    ends_on = models.DateField(verbose_name=_("until"), null=True, blank=True, db_index=True)
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")

    def __str__(self) -> str:
        return str(self.submission)

    def allows(self, language: str) -> bool:
        """Whether the story may be translated into this language."""
        if self.translation == self.Languages.CHOSEN:
            return language in self.languages
        return self.translation == self.Languages.ANY


class Contact(models.Model):
    """How a sender can be reached; only for those with the right to see it (stories.panels.VIEW_CONTACT)."""

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="contact")
    address = models.CharField(verbose_name=_("contact"), max_length=200)
    #: Whether it is an e-mail address to which the sender wants to be told of each change.
    is_told = models.BooleanField(default=False)
    given_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        # The one there is stands at Submission.
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.submission)


class ContactLook(models.Model):
    """That somebody looked at a contact, and when."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="contact_looks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("look at a contact")
        verbose_name_plural = _("looks at contacts")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return str(self.submission)


class Step(models.Model):
    """A move from one state to another, or a change of what was agreed: the log. It says nothing of the sender."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="steps")
    move = models.CharField(max_length=20)
    before = models.CharField(max_length=20, choices=Submission.State.choices, blank=True)
    after = models.CharField(max_length=20, choices=Submission.State.choices)
    #: Who of the site made it; none where it was the sender, or the clock.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_sender = models.BooleanField(default=False)
    #: One of the reasons that are known by name, such as "consent_ended".
    reason = models.CharField(max_length=30, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.submission} {self.move}"


class Message(models.Model):
    """What editors and the sender say to one another, and what reviewers note for each other."""

    class Kind(models.TextChoices):
        """What it is."""

        QUESTION = "question", _("Question")
        REQUEST = "request", _("Request for changes")
        DECISION = "decision", _("Reason")
        ANSWER = "answer", _("Answer")
        NOTE = "note", _("Note among reviewers")

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_sender = models.BooleanField(default=False)
    #: The block of the text that it is about; empty for the whole.
    block = models.CharField(max_length=36, blank=True)
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.submission)


class HeldPicture(models.Model):
    """A picture attached to a form that is not complete yet: already rebuilt, in private storage.

    It keeps a sender's picture through an error elsewhere in the form, which a browser alone cannot do. One that
    belongs to no draft goes after a day.
    """

    token = models.CharField(max_length=43, unique=True, default=secrets.token_urlsafe, editable=False)
    submission = models.ForeignKey(
        Submission, null=True, blank=True, on_delete=models.CASCADE, related_name="held_pictures"
    )
    file = models.FileField(upload_to="held", storage=private_storage)
    name = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("held picture")
        verbose_name_plural = _("held pictures")

    def __str__(self) -> str:
        return self.name


class SentDocument(models.Model):
    """A document that came along, rebuilt (stories.documents), in private storage; for reviewers, not for readers."""

    token = models.CharField(max_length=43, unique=True, default=secrets.token_urlsafe, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="documents")
    file = models.FileField(upload_to="documents", storage=private_storage)
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=100)
    #: What of the file was not taken along (stories.documents.LEFT_OUT).
    left_out = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("document of a sender")
        verbose_name_plural = _("documents of senders")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def warnings(self) -> list[Any]:
        """What its sender is told of what was not taken along, a sentence each."""
        return [sentence for what, sentence in LEFT_OUT.items() if what in self.left_out]
