"""How often one address may do something in an hour, such as send a story.

The address itself is kept nowhere: what is counted stands in the shared cache under a hash of the address with a secret
of the day. Where the cache does not answer, nothing is limited: a story that is turned away could be lost for good.
"""

from __future__ import annotations

import ipaddress
import logging
import math
import secrets
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

logger = logging.getLogger(__name__)

HOUR = 3600
DAY = 24 * HOUR


@dataclass(frozen=True)
class Limit:
    """So many of something in an hour."""

    name: str
    most: int

    def seconds_left(self, request: HttpRequest) -> int:
        """How long the reader has to wait; 0 when they need not."""
        try:
            key = self._key(request)
            used, since = cache.get(key, 0), cache.get(f"{key}.since", 0.0)
        except Exception as error:  # each kind of cache has errors of its own
            logger.warning("Nothing is limited, the cache does not answer: %s", type(error).__name__)
            return 0
        return max(1, math.ceil(since + HOUR - time.time())) if used >= self.most else 0

    def count(self, request: HttpRequest) -> None:
        """One more, in an hour that begins with the first one."""
        try:
            key = self._key(request)
            if cache.add(key, 0, timeout=HOUR):
                cache.set(f"{key}.since", time.time(), timeout=HOUR)
            cache.incr(key)
        except Exception as error:  # each kind of cache has errors of its own
            logger.warning("Nothing is counted, the cache does not answer: %s", type(error).__name__)

    def _key(self, request: HttpRequest) -> str:
        today = timezone.now().date().isoformat()
        secret = cache.get_or_set(f"limit.secret.{today}", secrets.token_hex, timeout=DAY)
        hashed = salted_hmac(f"limit.{self.name}", f"{secret}:{network_of(request)}", algorithm="sha256")
        return f"limit.{self.name}.{hashed.hexdigest()}"


def network_of(request: HttpRequest) -> str:
    """The address a request comes from; of IPv6 the part that one household shares.

    Behind a proxy that we know, its last word on the matter counts: everything before it is the sender's own claim.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXY:
        address = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip() or address
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4 or parsed.ipv4_mapped:
        return str(getattr(parsed, "ipv4_mapped", None) or parsed)
    return str(ipaddress.IPv6Network((int(parsed), 64), strict=False))
