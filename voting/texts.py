"""Texts that officials write: one string per language, free of characters that deceive or break."""

import unicodedata
from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from voting.errors import InputError

Text = dict[str, str]

# Marks that change the direction of what follows can make one name look like another
# (CVE-2021-42574).
DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
REFUSED_CATEGORIES = frozenset({"Cc", "Cs", "Co", "Zl", "Zp"})


def faulty_character(text: str, *, allowed: str = "") -> str:
    """What is wrong with the first refused character, or an empty string."""
    for character in text:
        if character in allowed:
            continue
        if character in DIRECTION_MARKS:
            return _("a hidden mark that changes the direction of text (%(code)s)") % {
                "code": _code(character)
            }
        if unicodedata.category(character) in REFUSED_CATEGORIES or _is_no_character(character):
            return _("a control character (%(code)s)") % {"code": _code(character)}
    return ""


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"


def _is_no_character(character: str) -> bool:
    """The code points that Unicode will never give to a character."""
    number = ord(character)
    return number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF


def clean_text(text: str, *, place: str, longest: int, allowed: str = "") -> str:
    """The text in NFC without outer spaces. Raises InputError that names the place."""
    tidy = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    fault = faulty_character(tidy, allowed=allowed)
    if fault:
        raise InputError(
            _("%(place)s: %(fault)s is not allowed") % {"place": place, "fault": fault}
        )
    if len(tidy) > longest:
        raise InputError(
            _("%(place)s: at most %(longest)s characters, got %(count)s")
            % {"place": place, "longest": longest, "count": len(tidy)}
        )
    return tidy


def clean_texts(texts: Text, *, languages: Sequence[str], place: str, longest: int) -> Text:
    unknown = sorted(set(texts) - set(languages))
    if unknown:
        raise InputError(
            _("%(place)s: language %(language)s is not one of this election")
            % {"place": place, "language": unknown[0]}
        )
    return {
        language: clean_text(
            texts.get(language, ""), place=f"{place} ({language})", longest=longest, allowed="\n"
        )
        for language in languages
    }


def clean_title(texts: Text, *, languages: Sequence[str], place: str, longest: int = 200) -> Text:
    """A text on one line, which the first language has. Others may follow before the freeze."""
    for number, language in enumerate(languages):
        title = clean_text(texts.get(language, ""), place=f"{place} ({language})", longest=longest)
        if number == 0 and not title:
            raise InputError(
                _("%(place)s (%(language)s): must not be empty")
                % {"place": place, "language": language}
            )
    return clean_texts(texts, languages=languages, place=place, longest=longest)


def text_shown(text: Text, languages: Sequence[str]) -> str:
    """The text in the reader's language when it is there, else in the election's first one."""
    active = get_language()
    if active and text.get(active):
        return text[active]
    return text.get(languages[0], "") if languages else ""
