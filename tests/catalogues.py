"""Reading translations: the catalogues as text, and what the sources ask for."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation.template import templatize

LOCALE = Path(settings.BASE_DIR) / "locale"
ROOMS = ("ballots", "board", "config", "tally", "voting")
NAMES = {"_", "gettext", "gettext_lazy", "ngettext"}
LINE = re.compile(r'(msgid_plural|msgid|msgstr)(?:\[\d\])? (".*")')
STRING = r"""u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
CALL = re.compile(rf"\b(?:_|gettext|ngettext)\(\s*({STRING})(?:,\s*({STRING}))?", re.DOTALL)

Message = tuple[str, ...]  # one msgid, or two where a number decides


@dataclass(frozen=True, slots=True)
class Entry:
    message: Message
    forms: tuple[str, ...]
    is_fuzzy: bool


def read_catalogue(language: str) -> list[Entry]:
    """Every entry but the header."""
    text = (LOCALE / language / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    return [_entry(block) for block in text.strip().split("\n\n")][1:]


def _entry(block: str) -> Entry:
    ids: list[str] = []
    forms: list[str] = []
    for line in block.split("\n"):
        begun = LINE.match(line)
        if begun:
            (ids if begun[1].startswith("msgid") else forms).append(ast.literal_eval(begun[2]))
        elif line.startswith('"'):
            (forms or ids)[-1] += ast.literal_eval(line)
    return Entry(tuple(ids), tuple(forms), is_fuzzy="fuzzy" in block.split("msgid", maxsplit=1)[0])


def asked_for() -> set[Message]:
    """What pages and code want translated, found without the tools that made the catalogues."""
    root = Path(settings.BASE_DIR)
    found = set[Message]()
    for path in (root / "templates").rglob("*.html"):
        found.update(_in_template(path.read_text(encoding="utf-8")))
    for room in ROOMS:
        for path in (root / room).rglob("*.py"):
            found.update(_in_code(path.read_text(encoding="utf-8")))
    return found


def _in_template(text: str) -> Iterator[Message]:
    for strings in CALL.findall(templatize(text)):
        yield tuple(ast.literal_eval(each.replace("\n", "\\n")) for each in strings if each)


def _in_code(text: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAMES:
            count = 2 if node.func.id == "ngettext" else 1
            yield tuple(ast.literal_eval(argument) for argument in node.args[:count])
