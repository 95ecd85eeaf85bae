"""A page's scripts with all that they need, each with the hash of its bytes.

A template library, as TEMPLATES in the settings says. Which module needs which is read out of the
modules, so there is no list to keep. Browsers fetch them at once and not one by one, and refuse
every one whose bytes are others than this process saw: what another server, a cache or a disk did
to a file on its way does not run. Workers load their own; the manifest names their hashes.
"""

import re
from base64 import b64encode
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from crypto.transcript import sha256

register = template.Library()

# Examples in comments may show imports that a module does not make.
_COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*", re.DOTALL | re.MULTILINE)
_IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*"(\.[^"]+)\"""")


@register.simple_tag
def module_preloads(*entries: str) -> SafeString:
    """Links to all modules that the entries need, workers among them; paths are below /static/."""
    return format_html_join(
        "\n",
        '<link rel="modulepreload" href="{}" integrity="{}">',
        ((static(path), integrity(path)) for path in modules_needed(entries)),
    )


@register.simple_tag
def module_script(path: str) -> SafeString:
    """What starts a module. Those that it needs have to be linked before."""
    form = '<script type="module" src="{}" integrity="{}"></script>'
    return format_html(form, static(path), integrity(path))


@register.simple_tag
@cache
def integrity(path: str) -> str:
    """The hash of a file below /static/, as browsers compare it."""
    data = (Path(settings.BASE_DIR) / "static" / path).read_bytes()
    return f"sha256-{b64encode(sha256(data)).decode()}"


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
