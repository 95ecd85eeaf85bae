"""Programs of this repository as one file each, which needs nothing but Python.

A zip archive with the program's package, the modules of `crypto` it reaches, rfc8785 with its
licence, and ours. The same sources always give the same bytes: names in order, one fixed time,
nothing compressed. So its hash can stand on the record, and anyone can make it again and compare.
It is here because it is the one room that all programs share; it reads sources and nothing else.
Not part of the files themselves.
"""

import ast
import io
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

_ROOT = Path(__file__).parent.parent
_SHEBANG = b"#!/usr/bin/env python3\n"
_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_READABLE = 0o644 << 16

# Older Pythons have to be able to read this much, to say that they are too old.
_START = """\
import sys

if sys.version_info < (3, 11):
    sys.exit("This program needs Python 3.11 or newer; this is Python " + sys.version.split()[0])

from {package}.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
"""


@dataclass(frozen=True, slots=True)
class Program:
    """A program to be made into one file.

    Attributes:
        package: the program's own package, whose module `cli` has `main(arguments) -> status`.
        left_out: modules of the package that the file does without, as names without the package.
    """

    package: str
    left_out: tuple[str, ...]

    def file(self) -> bytes:
        """Return the bytes of the file."""
        stream = io.BytesIO()
        stream.write(_SHEBANG)
        with ZipFile(stream, "a", ZIP_STORED) as archive:
            for name, data in sorted(self._members().items()):
                member = ZipInfo(name, _TIME)
                member.create_system = _UNIX
                member.external_attr = _READABLE
                archive.writestr(member, data)
        return stream.getvalue()

    def _members(self) -> dict[str, bytes]:
        modules = {name: (_ROOT / name).read_bytes() for name in self._reached()}
        licence = (_ROOT / "LICENSE").read_bytes()
        start = _START.format(package=self.package).encode()
        return {**modules, **_canonical_json(), "LICENSE": licence, "__main__.py": start}

    def _reached(self) -> set[str]:
        """Return the paths of the package's modules and of those of ours that they import."""
        folder = _ROOT / self.package
        left_out = {folder / f"{name}.py" for name in (*self.left_out, "__main__")}
        waiting = [path for path in folder.rglob("*.py") if path not in left_out]
        reached: set[Path] = set()
        while waiting:
            path = waiting.pop()
            if path not in reached:
                reached.add(path)
                waiting += [path.parent / "__init__.py", *self._imported(path)]
        return {path.relative_to(_ROOT).as_posix() for path in reached}

    def _imported(self, path: Path) -> Iterator[Path]:
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
                if name.split(".")[0] in {self.package, "crypto"} and module.is_file():
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
