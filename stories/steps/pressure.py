"""What a flood of stories is slowed down with: work for the computer of whoever begins one (ALTCHA), or a wait.

Only while the site is under pressure, and never with the help of anybody else's server. A browser without JavaScript
cannot do the work, so its reader waits: the form has to have been open for a while. Writing a story takes longer. As
waiting costs a program nothing, only so many of all readers get in by it at a time.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django_altcha import AltchaField, get_altcha_challenge

from stories import keys
from stories.steps.stamps import Stamp

logger = logging.getLogger(__name__)

HOUR = 3600
#: Stories begun in an hour, by anybody, from which on the site is under pressure.
MANY = 120
#: The most hashes that a browser has to try: a second or two on a telephone.
HARDNESS = 50_000
#: Seconds for which the form has to have been open where the work was not done.
WAIT = 60
#: How many may begin something by waiting, of all together, in so many seconds.
MOST_WAITING, WAITING_IN = 20, 600
COUNT = "stories.begun.%d"
WAITED = "stories.waited.%d"


@dataclass(frozen=True)
class Challenge:
    """What a browser has to find: the number whose hash, with this salt before it, is the challenge."""

    challenge: str
    salt: str
    signature: str
    maxnumber: int
    algorithm: str


def is_on() -> bool:
    """Whether the site is under pressure now, or is set to be."""
    if settings.STORY_PRESSURE != "auto":
        return bool(settings.STORY_PRESSURE == "always")
    return begun_lately() >= MANY


def begun_lately() -> int:
    """Stories begun in this hour of the clock and the one before, as far as it is not longer ago than an hour.

    0 where the cache does not answer.
    """
    hour, second = divmod(int(time.time()), HOUR)
    try:
        now, before = cache.get(COUNT % hour, 0), cache.get(COUNT % (hour - 1), 0)
    except Exception as error:  # each kind of cache has errors of its own
        logger.warning("No pressure is measured, the cache does not answer: %s", type(error).__name__)
        return 0
    return int(now + before * (HOUR - second) / HOUR)


def count() -> None:
    """One more was begun."""
    key = COUNT % (int(time.time()) // HOUR)
    try:
        cache.add(key, 0, timeout=2 * HOUR)
        cache.incr(key)
    except Exception as error:  # each kind of cache has errors of its own
        logger.warning("Nothing is counted, the cache does not answer: %s", type(error).__name__)


def lets_in(stamp: Stamp, solution: str) -> bool:
    """Whether something may be begun with this form now: without pressure, for the work, or by waiting with others."""
    if not is_on() or is_done(solution, stamp.token):
        return True
    return stamp.age >= WAIT and _may_wait()


def _may_wait() -> bool:
    """Whether another one is let in for waiting, and is counted."""
    key = WAITED % (int(time.time()) // WAITING_IN)
    try:
        cache.add(key, 0, timeout=WAITING_IN)
        return bool(cache.incr(key) <= MOST_WAITING)
    except Exception as error:  # each kind of cache has errors of its own
        logger.warning("Nobody is counted who waits, the cache does not answer: %s", type(error).__name__)
        return True


def for_form() -> Challenge | None:
    """The work for a form that is shown now; none without pressure."""
    if not is_on():
        return None
    made = get_altcha_challenge(max_number=HARDNESS)
    return Challenge(made.challenge, made.salt, made.signature, made.max_number, made.algorithm)


def is_done(solution: str, token: str) -> bool:
    """Whether the work was done for this form; the same solution begins no other one."""
    if not solution:
        return False
    key = f"stories.proof.{keys.token_hash(token)}"
    try:
        if cache.get(key):
            return True
        AltchaField().clean(solution)
        cache.set(key, True, timeout=HOUR)
    except ValidationError:
        return False
    except Exception as error:  # each kind of cache has errors of its own
        logger.warning("A proof of work cannot be checked, the cache does not answer: %s", type(error).__name__)
    return True
