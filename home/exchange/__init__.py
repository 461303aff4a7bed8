"""Translating elsewhere: texts leave as PO, XLIFF or TMX files and come back (docs/decisions/0019).

`sheets` has the texts of a work as a translator gets them, `po`, `xliff` and `memory` write them into files, `choosing`
and `making` put many of them into an archive. Back: `reading` opens what somebody sent, `judging` says of each text
whether it may be taken, `taking` stores it as the translation editor would. Nothing here publishes.
"""
