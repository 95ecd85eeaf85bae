"""How many years of school a text asks for, as Flesch and Kincaid count them.

Grade 8 is what people of 13 read with ease. Words are split into syllables by a list that comes
with the library; nothing is fetched.
"""

import re

import textstat

HARDEST = 8.0
"""The highest grade of a page, a message or a part of an app."""

FEWEST_WORDS = 30
"""A shorter text says little: one long name decides."""

_NAMES = re.compile(r"\{\w+\}|%\(\w+\)s|https?://\S+|\b[0-9A-Z]{4}(?:-[0-9A-Z]{4})+\S*")
_ENDS = (".", "!", "?")
_SENTENCE_WORDS = 4
"""Fewer are a name or a label, which are read at a glance."""


def grade(parts: list[str]) -> float:
    """Return the grade of sentences, headings and list items that are read one after another.

    0 for a text that is too short to be judged.
    """
    texts = [" ".join(_NAMES.sub("Ana", part).split()) for part in parts]
    sentences = [text for text in texts if len(text.split()) >= _SENTENCE_WORDS]
    whole = " ".join(text if text.endswith(_ENDS) else f"{text.rstrip(':')}." for text in sentences)
    if len(whole.split()) < FEWEST_WORDS:
        return 0.0
    return float(textstat.flesch_kincaid_grade(whole))
