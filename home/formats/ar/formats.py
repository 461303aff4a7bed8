"""Arabic: what Django's own formats leave out, so that it falls back to no other language's order and comma."""

DATETIME_FORMAT = "j F، Y، g:i A"
SHORT_DATETIME_FORMAT = "d\u200f/m\u200f/Y، g:i A"
