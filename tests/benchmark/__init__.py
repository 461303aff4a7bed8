"""How long the library and the search take at size. `make benchmark UDHR=…`; see docs/developers.md."""
