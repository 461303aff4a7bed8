"""What may not stand in a log: to whom a mail was sent."""

from __future__ import annotations

import logging
import re

_ADDRESS = re.compile(r"\S+@\S+")


class Nameless(logging.Filter):
    """Leaves of an exception only its class, and of the words no address: mail servers name those whom they refuse."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Strip the record; all of them go on."""
        words = type(record.msg).__name__ if isinstance(record.msg, BaseException) else record.getMessage()
        if record.exc_info and record.exc_info[0] is not None:
            words = f"{words} ({record.exc_info[0].__name__})"
        record.msg, record.args = _ADDRESS.sub("…", words), ()
        record.exc_info = record.exc_text = record.stack_info = None
        return True
