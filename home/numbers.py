"""The numbers of works in addresses, in the digits of every script."""


class NumberConverter:
    """`42`, `٤٢`, `४२`: decimal digits of any script (Unicode category Nd), few enough for the database."""

    regex = r"\d{1,9}"

    def to_python(self, value: str) -> int:
        """The number; `int` reads the digits of every script."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Addresses that the site writes itself have the digits that every keyboard has."""
        return str(value)
