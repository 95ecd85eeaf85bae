"""Units of systemd, read as systemd reads them, and started without it.

What a unit asks of the kernel (its sandbox) is not imitated; `systemd-analyze` judges that.
"""

import shlex
from dataclasses import dataclass, field
from pathlib import Path

from tests.election.product import ROOT

FOLDER = ROOT / "deploy/systemd"
COMMON = FOLDER / "tabella-.service.d/hardening.conf"


@dataclass(frozen=True)
class Unit:
    """One service with everything that applies to it."""

    name: str
    settings: dict[str, list[str]] = field(repr=False)

    def values(self, key):
        return self.settings.get(key, [])

    def one(self, key):
        (value,) = self.values(key)
        return value


def read_unit(name):
    """A service by its file's name; of a template the instance 1."""
    settings: dict[str, list[str]] = {}
    for file in (FOLDER / name, COMMON):
        for key, value in _lines(file):
            if value == "":
                settings[key] = []
            else:
                settings.setdefault(key, []).append(value.replace("%i", "1"))
    return Unit(name, settings)


def service_files():
    return sorted(path.name for path in FOLDER.glob("*.service"))


def _lines(file):
    section = ""
    for line in file.read_text().splitlines():
        if line.startswith("["):
            section = line
        elif section == "[Service]" and line and not line.startswith("#"):
            key, _, value = line.partition("=")
            yield key, value


class Machine:
    """A folder that stands for a machine: each path of the units has one in it."""

    def __init__(self, folder, web_port):
        self.folder = folder
        self._places = {
            "/opt/tabella": str(ROOT),
            "/etc/tabella": str(folder / "etc/tabella"),
            "/etc/redis": str(folder / "etc/redis"),
            "/etc/nginx": str(folder / "etc/nginx"),
            "/etc/systemd/system/": str(folder / "etc/systemd") + "/",
            "/srv/tabella": str(folder / "srv"),
            "/var/backups/tabella": str(folder / "backups"),
            "/var/lib/redis": str(folder / "redis"),
            "/var/cache/nginx": str(folder / "cache"),
            "/var/log/nginx": str(folder / "log"),
            "127.0.0.1:8000": f"127.0.0.1:{web_port}",
        }

    def placed(self, text):
        for there, here in self._places.items():
            text = text.replace(there, here)
        return text

    def path(self, text):
        return Path(self.placed(text))

    def command(self, unit):
        return shlex.split(self.placed(unit.one("ExecStart")).replace("%%", "%"))

    def environment(self, unit, base):
        """As the unit sets it: its file, its lines, its credentials in a folder of its own."""
        given = self.folder / "credentials-of" / unit.name
        given.mkdir(parents=True, exist_ok=True)
        for credential in unit.values("LoadCredential"):
            name, _, source = credential.partition(":")
            (given / name).write_bytes(self.path(source).read_bytes())
        settings = dict(base)
        for file in unit.values("EnvironmentFile"):
            settings |= dict(assignments(self.path(file).read_text()))
        for line in unit.values("Environment"):
            words = shlex.split(self.placed(line.replace("%d", str(given))))
            settings |= dict(word.partition("=")[::2] for word in words)
        return settings


def assignments(text):
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, _, value = line.partition("=")
            yield name, value
