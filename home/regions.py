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

    @property
    def m49(self) -> tuple[str, ...]:
        """The regions and subregions of UN M49 that it is made of."""
        return {
            Region.LATIN_AMERICA: ("419",),
            Region.EAST_AFRICA: ("014", "018"),
            Region.EUROPE: ("150", "143"),
            Region.WEST_AFRICA: ("011", "017"),
            Region.MIDDLE_EAST: ("145", "015"),
            Region.SOUTH_ASIA: ("034",),
            Region.NORTH_AMERICA: ("021",),
            Region.EAST_ASIA: ("030", "035"),
            Region.PACIFIC: ("009",),
        }[self]
