"""What a request to OAI-PMH 2.0 asks for, and what is wrong with it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core import signing
from django.http import QueryDict

#: The only metadata format, which every repository must have.
PREFIX = "oai_dc"
SECONDS, DAYS = "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d"
#: How long a resumption token is good for.
TOKEN_AGE = datetime.timedelta(days=2)
#: What names of formats and of sets are made of.
NAME = re.compile(r"[A-Za-z0-9\-_.!~*'()]+(:[A-Za-z0-9\-_.!~*'()]+)*")
SALT = "library.oai.token"


class ProtocolError(Exception):
    """An error that the protocol knows, told to the harvester with status 200."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

    @property
    def echoes_arguments(self) -> bool:
        """The answer repeats the arguments, unless it is they that are wrong."""
        return self.code not in ("badVerb", "badArgument")


@dataclass(frozen=True)
class Rule:
    """The arguments of a verb; `resumptionToken` stands alone."""

    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    resumable: bool = False


LIST = Rule(frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"}), resumable=True)
VERBS: Mapping[str, Rule] = {
    "Identify": Rule(),
    "ListMetadataFormats": Rule(optional=frozenset({"identifier"})),
    "ListSets": Rule(resumable=True),
    "GetRecord": Rule(frozenset({"identifier", "metadataPrefix"})),
    "ListIdentifiers": LIST,
    "ListRecords": LIST,
}


def read(query: QueryDict) -> dict[str, str]:
    """The arguments, if the verb allows them. Raises ProtocolError (badVerb, badArgument, cannotDisseminateFormat)."""
    verbs = query.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise ProtocolError("badVerb", "There must be one verb, and it must be one of OAI-PMH.")
    rule = VERBS[verbs[0]]
    repeated = sorted(name for name in query if len(query.getlist(name)) > 1)
    if repeated:
        raise ProtocolError("badArgument", f"Given more than once: {', '.join(repeated)}.")
    given = {name: str(query[name]) for name in query}
    names = set(given) - {"verb"}
    if "resumptionToken" in names and rule.resumable:
        if len(names) > 1:
            raise ProtocolError("badArgument", "A resumptionToken stands alone.")
        return given
    unknown, missing = sorted(names - rule.required - rule.optional), sorted(rule.required - names)
    if unknown:
        raise ProtocolError("badArgument", f"Not for {verbs[0]}: {', '.join(unknown)}.")
    if missing:
        raise ProtocolError("badArgument", f"Missing: {', '.join(missing)}.")
    odd = sorted(name for name in names & {"metadataPrefix", "set"} if not NAME.fullmatch(given[name]))
    if odd or any("\x00" in value for value in given.values()):
        raise ProtocolError("badArgument", f"Not written as the protocol says: {', '.join(odd)}.")
    if given.get("metadataPrefix", PREFIX) != PREFIX:
        raise ProtocolError("cannotDisseminateFormat", f"The only metadataPrefix is {PREFIX}.")
    return given


@dataclass(frozen=True)
class Selection:
    """Which records are asked for, and after which one the answer begins."""

    #: Datestamps from here on, and before there; both in UTC.
    since: datetime.datetime | None = None
    before: datetime.datetime | None = None
    spec: str = ""
    #: The last record that was told: of the guides (g), the kits (k) or those withdrawn (w), with its primary key.
    after: tuple[str, int] = ("g", 0)
    #: How many were told before, and how many there were in all when the first ones were.
    cursor: int = 0
    total: int | None = None
    #: The arguments as they came, for the token.
    arguments: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Selection:
        """From the arguments of a list. Raises ProtocolError (badArgument, badResumptionToken)."""
        if "resumptionToken" in given:
            return cls._resumed(given["verb"], given["resumptionToken"])
        since, until = given.get("from"), given.get("until")
        if since and until and len(since) != len(until):
            raise ProtocolError("badArgument", "from and until differ in granularity.")
        first = _moment(since)[0] if since is not None else None
        before = _moment(until)[1] if until is not None else None
        if first and before and first >= before:
            raise ProtocolError("badArgument", "from is later than until.")
        kept = {name: given[name] for name in ("from", "until", "set") if name in given}
        return cls(since=first, before=before, spec=given.get("set", ""), arguments=kept)

    @classmethod
    def _resumed(cls, verb: str, token: str) -> Selection:
        try:
            told = signing.loads(token, salt=SALT + verb, max_age=TOKEN_AGE)
        except signing.BadSignature:
            raise ProtocolError("badResumptionToken", "This token is not ours, or it is too old.") from None
        start = cls.of(told["arguments"])
        return cls(
            since=start.since,
            before=start.before,
            spec=start.spec,
            after=(told["after"][0], told["after"][1]),
            cursor=told["cursor"],
            total=told["total"],
            arguments=start.arguments,
        )

    def token(self, verb: str, *, after: tuple[str, int], cursor: int, total: int) -> str:
        """Where to go on; signed, and nothing is stored here."""
        told = {"arguments": dict(self.arguments), "after": list(after), "cursor": cursor, "total": total}
        return signing.dumps(told, salt=SALT + verb, compress=True)


def _moment(text: str) -> tuple[datetime.datetime, datetime.datetime]:
    """A day or a second as where it begins and where the next one does."""
    for form, length in ((SECONDS, datetime.timedelta(seconds=1)), (DAYS, datetime.timedelta(days=1))):
        try:
            start = datetime.datetime.strptime(text, form).replace(tzinfo=datetime.UTC)
            if f"{start:{form}}".zfill(len(text)) == text:
                return start, start + length
        except (ValueError, OverflowError):
            continue
    raise ProtocolError("badArgument", "Dates are written YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ, in UTC.")
