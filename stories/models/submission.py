"""What a sender told us beside the story, in tables of its own: no page, search, API or export has it."""

from __future__ import annotations

import secrets
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from home.languages import own_name
from home.models import Picture
from stories.models.story import StoryPage
from stories.storage import private_storage

#: Letters and digits that are not taken for one another when read aloud or copied by hand.
REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_reference() -> str:
    """A name to speak about a story by, such as ST-7F2K9Q. It opens nothing."""
    return "ST-" + "".join(secrets.choice(REFERENCE_ALPHABET) for _i in range(6))


class Submission(models.Model):
    """A story that was sent in: its consents, its contact, its state is the page's workflow."""

    class People(models.TextChoices):
        """What the sender said of the people in the story."""

        AGREED = "agreed", _("Everyone who could be recognised has heard it and agrees")
        CHANGED = "changed", _("I have changed it so that nobody can be recognised")
        UNSURE = "unsure", _("I am not sure. Please help me check")

    class Byline(models.TextChoices):
        """Whose name stands above the story."""

        PROJECT = "project", _("My project’s name")
        CHOSEN = "chosen", _("A name that I choose")
        NOBODY = "nobody", _("Nobody: “a member of the network”")

    #: The language of a story whose sender did not find it in the list (ISO 639).
    UNDETERMINED = "und"

    page = models.OneToOneField(StoryPage, on_delete=models.CASCADE, related_name="submission")
    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    #: Made with the form, so that pressing twice or sending again after a lost answer stores one story.
    client_token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    language = models.CharField(verbose_name=_("written in"), max_length=12)
    people = models.CharField(verbose_name=_("people in the story"), max_length=10, choices=People.choices)
    may_translate = models.BooleanField(verbose_name=_("may be translated"))
    may_reprint = models.BooleanField(verbose_name=_("may be reprinted under CC BY-SA"))
    #: Whose name the sender wanted, and the name as it was then: the page's own is for editors to change.
    byline = models.CharField(verbose_name=_("by"), max_length=10, choices=Byline.choices)
    byline_name = models.CharField(verbose_name=_("name"), max_length=255, blank=True)
    contact = models.CharField(verbose_name=_("contact"), max_length=200, blank=True)
    #: In private storage (stories.pictures); the page's text refers to them as well.
    pictures = models.ManyToManyField(Picture, verbose_name=_("pictures"), blank=True, related_name="submissions")
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        permissions = [("view_contact", _("Can see how senders can be reached"))]

    def __str__(self) -> str:
        return self.reference

    @property
    def language_name(self) -> str:
        """The name of the story's language in itself; empty when the sender did not find it in the list."""
        return "" if self.language == self.UNDETERMINED else own_name(self.language)


class HeldPicture(models.Model):
    """A picture attached to a form that is not complete yet: already rebuilt, in private storage, for a day.

    It keeps a sender's picture through an error elsewhere in the form, which a browser alone cannot do.
    """

    token = models.CharField(max_length=43, unique=True, default=secrets.token_urlsafe, editable=False)
    file = models.FileField(upload_to="held", storage=private_storage)
    name = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("held picture")
        verbose_name_plural = _("held pictures")

    def __str__(self) -> str:
        return self.name
