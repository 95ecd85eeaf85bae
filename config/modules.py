"""The modules that a page's scripts need, so that browsers fetch them at once and not one by one.

A template library, as TEMPLATES in the settings says. Which module needs which is read out of the
modules, so there is no list to keep.
"""

import re
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()

# Examples in comments may show imports that a module does not make.
_COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*", re.DOTALL | re.MULTILINE)
_IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*"(\.[^"]+)\"""")


@register.simple_tag
def module_preloads(*entries: str) -> SafeString:
    """Links to all modules that the entries need, workers among them; paths are below /static/."""
    paths = modules_needed(entries)
    return format_html_join(
        "\n", '<link rel="modulepreload" href="{}">', ((static(path),) for path in paths)
    )


@cache
def modules_needed(entries: tuple[str, ...]) -> tuple[str, ...]:
    """Paths of all modules but the entries, in order; files do not change under a server."""
    found: set[str] = set()
    waiting = list(entries)
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += _imports(path)
    return tuple(sorted(found - set(entries)))


def _imports(path: str) -> list[str]:
    source = (Path(settings.BASE_DIR) / "static" / path).read_text(encoding="utf-8")
    return [
        normpath(join(dirname(path), name)) for name in _IMPORT.findall(_COMMENT.sub("", source))
    ]
