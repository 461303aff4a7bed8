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


#: The countries and territories of ISO 3166-1 by region, as UN M49 places them; Taiwan and Kosovo, which it does not
#: list, are with their neighbours. Antarctica is in no region.
COUNTRIES = {
    Region.LATIN_AMERICA: (
        "AG AI AR AW BB BL BO BQ BR BS BV BZ CL CO CR CU CW DM DO EC FK GD GF GP GS GT GY HN HT JM KN KY LC MF MQ MS MX"
        " NI PA PE PR PY SR SV SX TC TT UY VC VE VG VI"
    ),
    Region.EAST_AFRICA: "BI BW DJ ER ET IO KE KM LS MG MU MW MZ NA RE RW SC SO SS SZ TF TZ UG YT ZA ZM ZW",
    Region.EUROPE: (
        "AD AL AT AX BA BE BG BY CH CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE KG KZ LI LT LU LV MC MD ME"
        " MK MT NL NO PL PT RO RS RU SE SI SJ SK SM TJ TM UA UZ VA XK"
    ),
    Region.WEST_AFRICA: "AO BF BJ CD CF CG CI CM CV GA GH GM GN GQ GW LR ML MR NE NG SH SL SN ST TD TG",
    Region.MIDDLE_EAST: "AE AM AZ BH CY DZ EG EH GE IL IQ JO KW LB LY MA OM PS QA SA SD SY TN TR YE",
    Region.SOUTH_ASIA: "AF BD BT IN IR LK MV NP PK",
    Region.NORTH_AMERICA: "BM CA GL PM US",
    Region.EAST_ASIA: "BN CN HK ID JP KH KP KR LA MM MN MO MY PH SG TH TL TW VN",
    Region.PACIFIC: "AS AU CC CK CX FJ FM GU HM KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU WF WS",
}
_REGION_OF = {code: region for region, codes in COUNTRIES.items() for code in codes.split()}


def region_of(country: str) -> Region | None:
    """The region of a country (ISO 3166-1 alpha-2); None for Antarctica and for what is no code."""
    return _REGION_OF.get(country)
