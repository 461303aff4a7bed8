"""Which addresses the site itself may open a connection to: public ones on the web's own ports, and nothing else.

Whoever can write a link could otherwise make the server ask its own network (server-side request forgery).
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from django.utils.encoding import iri_to_uri

PORTS = {"http": 80, "https": 443}
LONGEST = 1000
#: Of a name in the DNS, as text (RFC 1035).
LONGEST_HOST = 253
#: All that is routed on the internet (RFC 4291); what embeds IPv4 addresses (mapped, NAT64) lies outside of it.
GLOBAL_UNICAST = IPv6Network("2000::/3")
#: What Python takes for public, some releases of it at least, and is not. From IANA's registries of special-purpose
#: addresses for IPv4 and IPv6, with the RFC of each; the first is Azure's platform, which answers inside of it only.
NOT_PUBLIC = [
    ip_network(network)
    for network in (
        "168.63.129.16/32",
        "192.0.0.0/24",  # protocol assignments (RFC 6890), dummy address (RFC 7600), NAT64 discovery (RFC 8880)
        "192.31.196.0/24",  # AS112 (RFC 7535)
        "192.52.193.0/24",  # AMT (RFC 7450)
        "192.88.99.0/24",  # 6to4 relays (RFC 7526)
        "192.175.48.0/24",  # AS112 (RFC 7534)
        "2001::/23",  # protocol assignments (RFC 2928): Teredo, ORCHID, AMT, AS112
        "2620:4f:8000::/48",  # AS112 (RFC 7534)
        "3fff::/20",  # documentation (RFC 9637)
    )
]


class NotAskedError(Exception):
    """An address that is not one that we ask. The message is for nobody but the log."""


class NotPublicError(NotAskedError):
    """A host in a private, local or reserved network."""


class NoSuchHostError(Exception):
    """A name that nobody knows."""


@dataclass(frozen=True)
class Target:
    """An address in its parts, safe to be sent."""

    scheme: str
    host: str
    port: int
    path: str

    @classmethod
    def of(cls, url: str, ports: frozenset[int] = frozenset(PORTS.values())) -> Target:
        """Raises NotAskedError for other schemes and ports, for credentials, and for what is no address."""
        try:
            parts = urlsplit(url.strip())
            host = host_of(url)
            port = PORTS.get(parts.scheme, 0) if parts.port is None else parts.port
        except ValueError as error:  # UnicodeError among them
            raise NotAskedError("no address") from error
        if parts.scheme not in PORTS or not host or len(url) > LONGEST:
            raise NotAskedError("no address of the web")
        if "@" in parts.netloc or port not in ports:
            raise NotAskedError("credentials or another port")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return cls(parts.scheme, host, port, iri_to_uri(path) or "/")

    @property
    def name(self) -> str:
        """The host and the port as they stand in an address."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def host_of(url: str) -> str:
    """The host as it is asked for: without port and brackets, IDNA-encoded; empty where there is none.

    Raises ValueError for what is no address.
    """
    host = (urlsplit(url.strip()).hostname or "").encode("idna").decode()
    if len(host) > LONGEST_HOST:
        raise ValueError("no host has so long a name")
    return host


def is_public(text: str) -> bool:
    """Whether an IP address is on the internet: not private, loopback, link-local, multicast, reserved or embedded."""
    found: IPv4Address | IPv6Address = ip_address(text)
    if any(found in network for network in NOT_PUBLIC):
        return False
    if isinstance(found, IPv6Address):
        embeds = found.sixtofour is not None or found.teredo is not None
        return found in GLOBAL_UNICAST and found.is_global and not embeds
    return found.is_global and not found.is_multicast and not found.is_reserved


def resolved(target: Target, allowed: frozenset[str] = frozenset()) -> list[str]:
    """The IP addresses of a host, all of them public or `allowed`.

    Connect to one of these and do not ask for the name again: the next answer may be another one (DNS rebinding).
    Raises NoSuchHostError and NotPublicError.
    """
    try:
        answers = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NoSuchHostError(target.host) from error
    found = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
    if not all(one in allowed or is_public(one) for one in found):
        raise NotPublicError(target.host)
    return found
