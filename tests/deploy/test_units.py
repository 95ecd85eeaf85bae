"""Units as files: each is kept to its work, and systemd itself has nothing to say against them."""

import re
import shutil
import subprocess

import pytest
import yaml

from config.database_roles import BACKUP, ROLES
from config.settings import CELERY_TASK_ROUTES
from tests.deploy.units import FOLDER, read_unit, service_files
from tests.election.product import ROOT

HIGHEST_EXPOSURE = 1.5
UNITS = service_files()
PROGRAMS = [name for name in UNITS if "witness" not in name]
NEEDED = {
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": None,
    "ProtectSystem": "strict",
    "PrivateTmp": "yes",
    "ProtectHome": "yes",
    "PrivateDevices": "yes",
    "ProtectProc": "invisible",
    "MemoryDenyWriteExecute": "yes",
    "RestrictSUIDSGID": "yes",
    "User": "tabella",
}


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_may_write_to_its_own_folders_and_do_nothing_else(name):
    unit = read_unit(name)
    for key, value in NEEDED.items():
        assert unit.values(key) == ([] if value is None else [value]), key
    assert "CapabilityBoundingSet" in unit.settings
    written = " ".join(unit.values("ReadWritePaths")).split()
    assert set(written) <= {"/srv/tabella", "/var/backups/tabella", "/srv/tabella-witness"}
    assert written


@pytest.mark.parametrize("name", UNITS)
def test_no_secret_stands_in_a_unit_or_in_its_environment(name):
    unit = read_unit(name)
    for line in unit.values("Environment"):
        assert not re.search(r"(PASSWORD|URL)=(?!%d)", line)
    assert "://" not in unit.one("ExecStart")


@pytest.mark.parametrize("name", PROGRAMS)
def test_each_program_has_the_role_of_its_own_and_no_other(name):
    wanted = {
        "tabella-web.service": {"web"},
        "tabella-ballots@.service": {"ballots"},
        "tabella-tally@.service": {"tally"},
        "tabella-mail@.service": {"mail"},
        "tabella-backup.service": {BACKUP},
        "tabella-scheduler.service": set(),
    }
    sources = [line.partition(":")[2] for line in read_unit(name).values("LoadCredential")]
    roles = {source.rpartition("-")[2] for source in sources if "/database-" in source}
    assert roles == wanted[name]
    assert roles <= {role.name for role in ROLES} | {BACKUP}


def test_every_queue_has_a_worker():
    commands = [read_unit(name).one("ExecStart") for name in PROGRAMS]
    worked = {
        queue
        for command in commands
        if (found := re.search(r"--queues (\S+)", command))
        for queue in found[1].split(",")
    }
    assert worked == {route["queue"] for _, route in CELERY_TASK_ROUTES[0]}


def test_systemd_has_nothing_to_say_against_them(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    units = _units_for_systemd(tmp_path)
    names = [name.replace("@.", "@1.") for name in UNITS]
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "tabella.target", "tabella-backup.timer", *names],
        env={"SYSTEMD_UNIT_PATH": f"{units}:", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.stderr == ""
    assert said.returncode == 0


@pytest.mark.parametrize("name", [name for name in UNITS if "@" not in name])
def test_systemd_finds_little_that_is_exposed(tmp_path, name):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    units = _units_for_systemd(tmp_path)
    said = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", units / name],
        env={"SYSTEMD_UNIT_PATH": f"{units}:", "PATH": "/usr/bin:/bin", "SYSTEMD_EMOJI": "0"},
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    (exposure,) = re.findall(rf"exposure level for {name}: ([0-9.]+)", said)
    assert float(exposure) <= HIGHEST_EXPOSURE


def _units_for_systemd(folder):
    """The units with programs that are there, since those of an installation are not."""
    shutil.copytree(FOLDER, folder / "units")
    for file in (folder / "units").rglob("*.service"):
        text = re.sub(
            r"^ExecStart=\S+", "ExecStart=/bin/true", file.read_text(), flags=re.MULTILINE
        )
        file.write_text(text)
    return folder / "units"


def test_containers_run_the_commands_of_the_units_with_the_same_roles():
    services = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text())["services"]
    pairs = {
        "ballots": "tabella-ballots@.service",
        "tally": "tabella-tally@.service",
        "mail": "tabella-mail@.service",
        "scheduler": "tabella-scheduler.service",
    }
    for service, name in pairs.items():
        unit = read_unit(name)
        command = re.sub(r" --hostname \S+", "", unit.one("ExecStart")).split()
        assert services[service]["command"] == ["celery", *command[1:]]
        sources = {line.rpartition("/")[2] for line in unit.values("LoadCredential")}
        assert {secret["source"] for secret in services[service]["secrets"]} == sources
    image = (ROOT / "deploy/Containerfile").read_text()
    web = read_unit("tabella-web.service").one("ExecStart").split()[1:]
    web[web.index("127.0.0.1:8000")] = "0.0.0.0:8000"
    assert ", ".join(f'"{word}"' for word in ["gunicorn", *web]) in image
    assert "USER tabella" in image


def test_every_secret_of_the_containers_is_one_that_is_made(tmp_path):
    described = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text())
    made = tmp_path / "credentials"
    script = ROOT / "deploy/make_credentials.sh"
    subprocess.run(["sh", script, made], check=True, capture_output=True)
    first = {path.name: path.read_text() for path in made.iterdir()}
    subprocess.run(["sh", script, made], check=True, capture_output=True)
    assert {path.name: path.read_text() for path in made.iterdir()} == first
    assert all(path.stat().st_mode & 0o077 == 0 for path in made.iterdir())
    named = {secret["file"].rpartition("/")[2] for secret in described["secrets"].values()}
    assert named <= first.keys()
    for service in described["services"].values():
        for secret in service.get("secrets", []):
            source = secret["source"] if isinstance(secret, dict) else secret
            assert source in described["secrets"]
    passwords = [text for name, text in first.items() if name.startswith("password-")]
    assert len(set(passwords)) == len(passwords)
    assert not any(password in first["users.acl"] for password in passwords)
