"""The program as one file that needs nothing but Python: tabella-trustee.pyz.

A zip archive with this package, the modules of `crypto` it reaches, rfc8785 with its licence, and
ours. The same sources always give the same bytes: names in order, one fixed time, nothing
compressed. So its hash can stand on the record, and anyone can make it again and compare.
Not part of the file itself.
"""

import ast
import io
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

NAME = "tabella-trustee.pyz"

_ROOT = Path(__file__).parent.parent
_OURS = ("trustee", "crypto")
_SHEBANG = b"#!/usr/bin/env python3\n"
_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_READABLE = 0o644 << 16

# Older Pythons have to be able to read this much, to say that they are too old.
_START = b"""\
import sys

if sys.version_info < (3, 11):
    sys.exit("This program needs Python 3.11 or newer; this is Python " + sys.version.split()[0])

from trustee.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
"""


@cache
def single_file() -> bytes:
    """Return the bytes of the file, made once in each process."""
    stream = io.BytesIO()
    stream.write(_SHEBANG)
    with ZipFile(stream, "a", ZIP_STORED) as archive:
        for name, data in sorted(_members().items()):
            member = ZipInfo(name, _TIME)
            member.create_system = _UNIX
            member.external_attr = _READABLE
            archive.writestr(member, data)
    return stream.getvalue()


def _members() -> dict[str, bytes]:
    modules = {name: (_ROOT / name).read_bytes() for name in _reached()}
    licence = (_ROOT / "LICENSE").read_bytes()
    return {**modules, **_canonical_json(), "LICENSE": licence, "__main__.py": _START}


def _reached() -> set[str]:
    """Return the paths of this package's modules and of those of ours that they import."""
    own = Path(__file__)
    waiting = [
        path for path in own.parent.glob("*.py") if path not in {own, own.parent / "__main__.py"}
    ]
    reached: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path not in reached:
            reached.add(path)
            waiting += [path.parent / "__init__.py", *_imported(path)]
    return {path.relative_to(_ROOT).as_posix() for path in reached}


def _imported(path: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            package = str(node.module)
            names = [package, *(f"{package}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            module = (_ROOT / name.replace(".", "/")).with_suffix(".py")
            if name.split(".")[0] in _OURS and module.is_file():
                yield module


def _canonical_json() -> dict[str, bytes]:
    """Return the modules of rfc8785 and the licence it asks to be kept with them."""
    files = distribution("rfc8785").files or []
    chosen = {
        f"rfc8785/{path.name}": Path(str(path.locate())).read_bytes()
        for path in files
        if path.suffix == ".py" or path.name.startswith("LICENSE")
    }
    if "rfc8785/LICENSE" not in chosen:
        raise FileNotFoundError("rfc8785 comes without its licence")
    return chosen
