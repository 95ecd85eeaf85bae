"""The program of this folder, built once and run as a stranger would run it."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
GOPATH = Path("/usr/share/gocode")
NEEDED = (GOPATH / "src/golang.org/x/mod/sumdb/note", GOPATH / "src/golang.org/x/mod/sumdb/tlog")
BUILD_SECONDS = 300


def is_installed() -> bool:
    return shutil.which("go") is not None and all(folder.is_dir() for folder in NEEDED)


@dataclass(frozen=True)
class Go:
    """The built program."""

    program: Path

    @classmethod
    def built(cls, folder: Path) -> "Go":
        """Build it from Debian's sources alone: nothing is fetched, nothing is kept."""
        program = folder / "interop"
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "GOPATH": str(GOPATH),
            "GO111MODULE": "off",
            "GOFLAGS": "-mod=mod",
            "GOPROXY": "off",
            "GOCACHE": str(folder / "cache"),
        }
        subprocess.run(
            ["go", "build", "-o", program, "."],
            cwd=HERE,
            env=environment,
            check=True,
            timeout=BUILD_SECONDS,
        )
        return cls(program)

    def accepts(self, *words: object) -> str:
        done = self._run(*words)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    def refuses(self, *words: object) -> str:
        """Return why."""
        done = self._run(*words)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("refused: ")
        return done.stderr.removeprefix("refused: ").removesuffix("\n")

    def writes(self, folder: Path, job: dict[str, object]) -> dict:
        done = self._run("write", folder, given=json.dumps(job))
        assert (done.returncode, done.stderr) == (0, "")
        return json.loads(done.stdout)

    def _run(self, *words: object, given: str = "") -> subprocess.CompletedProcess[str]:
        command = [self.program, *map(str, words)]
        return subprocess.run(
            command, input=given, capture_output=True, text=True, check=False, timeout=60
        )
