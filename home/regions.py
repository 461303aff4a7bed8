"""The nine regions that the network shows instead of places, after the map of the design."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Region(TextChoices):
    """A region; never a country or a city, so that nobody can be found by it."""

    LATIN_AMERICA = "la", _("Latin America and the Caribbean")
    EAST_AFRICA = "ea", _("East and Southern Africa")
    EUROPE = "eu", _("Europe and Central Asia")
    WEST_AFRICA = "wa", _("West and Central Africa")
    MIDDLE_EAST = "me", _("Middle East and North Africa")
    SOUTH_ASIA = "sa", _("South Asia")
    NORTH_AMERICA = "na", _("North America")
    EAST_ASIA = "se", _("East and Southeast Asia")
    PACIFIC = "ap", _("Pacific")
