"""The closed lists of the library's schema: kinds, levels, risks, licences, roles."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Kind(TextChoices):
    """What a work is (LRMI learningResourceType)."""

    GUIDE = "guide", _("Guide")
    TOOLKIT = "toolkit", _("Toolkit")
    WORKSHOP_PLAN = "workshop-plan", _("Workshop plan")
    TRAINING = "training", _("Training")
    COACHING = "coaching", _("Coaching offer")
    TEMPLATE = "template", _("Template")
    CASE_STUDY = "case-study", _("Case study")
    TACTIC = "tactic", _("Tactic")
    REPORT = "report", _("Report")
    ROUND_UP = "round-up", _("Round-up")
    MEDIA = "media", _("Film or sound")


#: Kinds whose time is reading time; the others take place.
READ_KINDS = {Kind.GUIDE, Kind.CASE_STUDY, Kind.TACTIC, Kind.REPORT, Kind.ROUND_UP}


#: The time one has, in minutes, from and to. They do not overlap, so that the counts add up.
TIMES: Mapping[str, tuple[StrOrPromise, float, float]] = {
    "30": (_("Up to 30 minutes"), 0, 30),
    "180": (_("30 minutes to 3 hours"), 31, 180),
    "day": (_("More than 3 hours"), 181, inf),
}
#: The people one is, from and to. A guide for 8 to 25 people is in two of them.
GROUP_SIZES: Mapping[str, tuple[StrOrPromise, float, float]] = {
    "alone": (_("On your own"), 1, 1),
    "small": (_("Up to 10 people"), 2, 10),
    "medium": (_("10 to 30 people"), 11, 30),
    "large": (_("More than 30 people"), 31, inf),
}


class Level(TextChoices):
    """How practised the people who lead it should be (LRMI educationalRole, schema.org educationalLevel)."""

    ANY = "any", _("Any level")
    FIRST_TIME = "first-time", _("First time")
    PRACTISED = "practised", _("Some experience")
    TRAINER = "trainer", _("Trainers")


class Risk(TextChoices):
    """What could happen to the people who use it."""

    LOW = "low", _("Low")
    SOME = "some", _("Some")
    HIGH = "high", _("High")


class Role(TextChoices):
    """What a contributor did (dcterms:contributor)."""

    WROTE = "wrote", _("Written by")
    TESTED = "tested", _("Tested by")
    CHECKED = "checked", _("Checked by")
    TRANSLATED = "translated", _("Translated by")


class Audience(TextChoices):
    """Whom it is written for (LRMI educationalRole)."""

    EVERYONE = "everyone", _("Everyone in the group")
    ORGANISER = "organiser", _("Organisers")
    FACILITATOR = "facilitator", _("Facilitators")
    HELPER = "helper", _("Legal, medical and digital helpers")
    INTERPRETER = "interpreter", _("Interpreters and translators")
    FAMILY = "family", _("Families and friends")


class Provenance(TextChoices):
    """How the text of one language version came about; local to the version."""

    ORIGINAL = "original", _("Original")
    HUMAN = "human", _("Translated by people")
    MACHINE = "machine", _("Translated by a machine")
    MACHINE_REVIEWED = "machine-reviewed", _("Translated by a machine, then gone over by people")


class Visibility(TextChoices):
    """Who may read it."""

    PUBLIC = "public", _("Everyone")
    MEMBERS = "members", _("Members who log in")


class Relation(TextChoices):
    """Why a guide names something that is elsewhere (dcterms:source, dcterms:relation)."""

    BASED_ON = "based-on", _("Based on")
    EXAMPLE = "example", _("Examples elsewhere")
    LEARN_MORE = "learn-more", _("Learn more")


class Place(TextChoices):
    """What a country has to do with a guide (dcterms:spatial; schema.org's jurisdiction)."""

    USED = "used", _("Used here")
    LAW = "law", _("The law was checked for it")


class AccessMode(TextChoices):
    """Senses that one needs for it (schema.org accessMode)."""

    TEXTUAL = "textual", _("Reading")
    VISUAL = "visual", _("Looking at pictures")
    AUDITORY = "auditory", _("Listening")
    TACTILE = "tactile", _("Touch")


class AccessFeature(TextChoices):
    """What makes it usable by more people (schema.org accessibilityFeature)."""

    EASY_READ = "easyRead", _("Easy Read")
    LARGE_PRINT = "largePrint", _("Large print")
    ALTERNATIVE_TEXT = "alternativeText", _("Pictures are described in words")
    TRANSCRIPT = "transcript", _("Transcript")
    CAPTIONS = "captions", _("Captions")
    AUDIO_DESCRIPTION = "audioDescription", _("Audio description")
    SIGN_LANGUAGE = "signLanguage", _("Sign language")
    BRAILLE = "braille", _("Braille")


class Licence(TextChoices):
    """Under which terms a text may be shared."""

    BY = "by", _("Creative Commons BY 4.0")
    BY_SA = "by-sa", _("Creative Commons BY-SA 4.0")
    BY_NC = "by-nc", _("Creative Commons BY-NC 4.0")
    BY_NC_SA = "by-nc-sa", _("Creative Commons BY-NC-SA 4.0")
    CC0 = "cc0", _("No rights reserved (CC0)")
    PUBLIC_DOMAIN = "public-domain", _("Public domain")
    ALL_RIGHTS = "all-rights", _("All rights reserved, used here with permission")

    @property
    def uri(self) -> str:
        """The licence's own address (CC / rightsstatements.org)."""
        return {
            Licence.BY: "https://creativecommons.org/licenses/by/4.0/",
            Licence.BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
            Licence.BY_NC: "https://creativecommons.org/licenses/by-nc/4.0/",
            Licence.BY_NC_SA: "https://creativecommons.org/licenses/by-nc-sa/4.0/",
            Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
            Licence.PUBLIC_DOMAIN: "https://creativecommons.org/publicdomain/mark/1.0/",
            Licence.ALL_RIGHTS: "https://rightsstatements.org/vocab/InC/1.0/",
        }[self]

    @property
    def terms(self) -> StrOrPromise:
        """What a reader may do, in one sentence."""
        return {
            Licence.BY: _("Copy it, change it, share it; say where it came from."),
            Licence.BY_SA: _("Copy it, change it, share it; say where it came from and share it the same way."),
            Licence.BY_NC: _("Copy it, change it, share it, but do not sell it; say where it came from."),
            Licence.BY_NC_SA: _(
                "Copy it, change it, share it the same way, but do not sell it; say where it came from."
            ),
            Licence.CC0: _("Do with it what you like."),
            Licence.PUBLIC_DOMAIN: _("Do with it what you like."),
            Licence.ALL_RIGHTS: _("Read it here. Ask before you copy it."),
        }[self]
