"""Ask a database of known weaknesses about every pinned package, where one can be reached.

Run as `make audit`. It uses the program pip-audit, which is installed beside the environment for
this alone, with the hash-pinned lists as they are. Ends with 0 when nothing is known, 1 when
something is, 2 when nobody could be asked, which is said and is no answer.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AUDITOR = "pip-audit==2.10.1"
FILES = ("requirements.txt", "requirements-dev.txt")
FOUND, UNANSWERED = 1, 2


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="tabella-audit-") as folder:
        program = Path(folder) / "bin/pip-audit"
        if not _is_installed(Path(folder)):
            print(f"not audited: {AUDITOR} cannot be installed here")
            return UNANSWERED
        return max(_audit(program, name) for name in FILES)


def _is_installed(folder: Path) -> bool:
    make = [sys.executable, "-m", "venv", folder]
    install = [folder / "bin/pip", "install", "--quiet", AUDITOR]
    return all(_run(command).returncode == 0 for command in (make, install))


def _audit(program: Path, name: str) -> int:
    command = [program, "--requirement", ROOT / name, "--disable-pip", "--progress-spinner", "off"]
    ended = _run([*command, "--require-hashes"])
    if ended.returncode == 0:
        print(f"{name}: no known weakness")
        return 0
    if "Found" in ended.stderr and "known vulnerabilit" in ended.stderr:
        print(f"{name}:\n{ended.stdout}")
        return FOUND
    print(f"{name}: not audited, the database of weaknesses did not answer:")
    print(next(reversed(ended.stderr.strip().splitlines()), ""))
    return UNANSWERED


def _run(command: list[object]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, check=False
    )


if __name__ == "__main__":
    sys.exit(main())
