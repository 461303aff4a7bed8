"""What somebody who sent something can do with it later: see where it is, answer, agree, change, take it back.

They come in with the words of their receipt (stories.mine.door) and without an account. Every answer is for their eyes
alone: no cache keeps it, no search engine lists it, and no address says which story it is about.
"""
