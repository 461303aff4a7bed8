"""stand-in until merged"""

import hashlib


def phrase_for(token: str, language: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def key_hash(phrase: str) -> str:
    return hashlib.sha256(phrase.encode()).hexdigest()


def key_hashes(phrase: str) -> tuple[str, ...]:
    return (key_hash(phrase),)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def token_hashes(token: str) -> tuple[str, ...]:
    return (token_hash(token),)
