"""The specification as one file: documents, worked example, test vectors and some evil boards."""

import io
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

NAME = "tabella-specification.zip"
FOLDERS = ("docs/spec", "tests/vectors", "tests/evil/sample")
_MADE = (1980, 1, 1, 0, 0, 0)


@cache
def specification_file() -> bytes:
    """The same bytes from the same sources, made once in each process.

    Folders keep their places, so that the links in the documents lead somewhere. An installation
    without the tests gives out what it has.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path in _files():
            name = path.relative_to(settings.BASE_DIR).as_posix()
            member = zipfile.ZipInfo(name, _MADE)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, path.read_bytes())
    return stream.getvalue()


def _files() -> Iterator[Path]:
    for folder in FOLDERS:
        yield from sorted(
            path for path in Path(settings.BASE_DIR, folder).rglob("*") if path.is_file()
        )
