"""docs/operations.md, "A real installation", line by line, on a machine that is a folder.

Lines that need a package manager or systemd are done by hand here, each named below; all others
are run as they stand, with `sudo` and owners of files left out and paths put into the folder.
"""

import contextlib
import os
import re
import signal
import ssl
import subprocess
from urllib.parse import urlsplit

from scripts.with_services import postgresql_make
from tests.chaos.supervised import kill_group, started, wait_until
from tests.deploy.requests import ask
from tests.deploy.units import Machine, read_unit
from tests.election.product import ROOT, free_port

UNITS = (
    "tabella-ballots@",
    "tabella-tally@",
    "tabella-mail@",
    "tabella-scheduler",
    "tabella-web",
)
SECTION = ("## A real installation, step by step", "### How many of each")
LEFT_OUT = ("apt-get", "adduser", "-m venv", "pip install", "daemon-reload")
START_SECONDS, STOP_SECONDS = 90, 40
COMMAND_SECONDS = 900


def documented_lines():
    """The commands of the section, in their order."""
    text = (ROOT / "docs/operations.md").read_text()
    section = text.split(SECTION[0])[1].split(SECTION[1])[0]
    return [line.strip() for line in section.splitlines() if re.match(r" {7}sudo ", line)]


class Installation:
    """One machine from its first line to its end."""

    def __init__(self, folder, mail_port):
        self.folder = folder
        self.web_port, self.http_port, self.https_port = (free_port() for _ in range(3))
        self.redis_port, self.mail_port = free_port(), mail_port
        self.url = f"https://localhost:{self.https_port}"
        self.machine = Machine(folder, self.web_port)
        self.log = folder / "output.log"
        self.said: dict[str, subprocess.CompletedProcess] = {}
        self._running: dict[str, subprocess.Popen] = {}
        self._by_hand = {
            "systemctl restart redis-server": self._start_redis,
            "certbot certonly": self._make_certificate,
            "systemctl restart nginx": self._start_nginx,
            "systemctl enable --now tabella.target": self._start_units,
            "systemctl start tabella-backup.service": self._run_backup,
        }

    def __enter__(self):
        for name in ("etc/redis", "etc/nginx/conf.d", "etc/systemd", "redis", "log", "cache"):
            (self.folder / name).mkdir(parents=True)
        self._start_postgresql()
        return self

    def __exit__(self, *ended):
        for name in reversed(list(self._running)):
            self.stop(name)

    def follow(self, lines, files):
        """Run documented lines; `files` are the values of the words in capitals."""
        for line in lines:
            if any(words in line for words in LEFT_OUT):
                continue
            by_hand = [act for words, act in self._by_hand.items() if words in line]
            if by_hand:
                by_hand[0]()
            else:
                self._run(line, files)
            if "environment.example" in line:
                self._change_settings()

    def _run(self, line, files):
        text = re.sub(r"sudo -u postgres ", "", line).replace("sudo ", "")
        text = re.sub(r" -[og] (tabella|redis)", "", text)
        if "make_credentials" in text:
            text += f" 127.0.0.1:{self._pg.port}/tabella 127.0.0.1:{self.redis_port}"
        for word, path in files.items():
            text = text.replace(word, str(path))
        done = subprocess.run(
            ["sh", "-ec", self.machine.placed(text)],
            cwd=ROOT,
            env=self._plain_environment(),
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
        self.said[line] = done

    def answer_to(self, words):
        (found,) = [done for line, done in self.said.items() if words in line]
        return found

    def _plain_environment(self):
        return {
            "PATH": os.environ["PATH"],
            "TABELLA_ETC": str(self.folder / "etc/tabella"),
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self._pg.port),
            "PGUSER": str(self._pg.username),
            "PGDATABASE": "postgres",
        }

    def _change_settings(self):
        path = self.folder / "etc/tabella/environment"
        text = self.machine.placed(path.read_text())
        mine = {
            "TABELLA_URL": self.url,
            "ALLOWED_HOSTS": "localhost",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self.mail_port),
            "EMAIL_USE_TLS": "0",
            "EMAIL_HOST_USER": "",
        }
        for name, value in mine.items():
            text, count = re.subn(rf"^{name}=.*$", f"{name}={value}", text, flags=re.MULTILINE)
            assert count == 1, name
        path.write_text(text)

    def _start_postgresql(self):
        server = postgresql_make(self.folder / "postgresql")
        self._pg = urlsplit(server.url)
        self.superuser_url = server.url
        # Everybody but the superuser has to show a password, as on a real machine.
        (self.folder / "postgresql/data/pg_hba.conf").write_text(
            f"host all {self._pg.username} 127.0.0.1/32 trust\n"
            "host all all 127.0.0.1/32 scram-sha-256\n"
        )
        self._running["postgresql"] = server.start()
        wait_until(server.is_answering, "PostgreSQL", START_SECONDS)

    def _start_redis(self):
        path = self.folder / "etc/redis/redis.conf"
        text = self.machine.placed(path.read_text()).replace("port 6379", f"port {self.redis_port}")
        path.write_text(text.replace("bind 127.0.0.1 -::1", "bind 127.0.0.1"))
        self._serve("redis", ["redis-server", str(path)])
        probe = ["redis-cli", "-p", str(self.redis_port), "ping"]
        wait_until(lambda: b"NOAUTH" in _output(probe), "Redis", START_SECONDS)

    def _make_certificate(self):
        key, certificate = self.folder / "key.pem", self.folder / "certificate.pem"
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
                *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
                *("-keyout", key, "-out", certificate),
            ],
            check=True,
            capture_output=True,
        )
        self.tls = ssl.create_default_context(cafile=certificate)

    def _start_nginx(self):
        place = self.folder / "etc/nginx/conf.d/tabella.conf"
        text = self.machine.placed(place.read_text())
        text = re.sub(r"^\s*listen \[::\].*\n", "", text, flags=re.MULTILINE)
        text = text.replace("listen 80;", f"listen 127.0.0.1:{self.http_port};")
        text = text.replace("listen 443 ", f"listen 127.0.0.1:{self.https_port} ")
        text = re.sub(
            r"/etc/letsencrypt/live/\S+/fullchain.pem", f"{self.folder}/certificate.pem", text
        )
        text = re.sub(r"/etc/letsencrypt/live/\S+/privkey.pem", f"{self.folder}/key.pem", text)
        place.write_text(text.replace("vote.example.org", "localhost"))
        main = self.folder / "etc/nginx/nginx.conf"
        main.write_text(
            _NGINX.format(folder=self.folder, user="user root;" if os.geteuid() == 0 else "")
        )
        self._serve("nginx", ["nginx", "-c", str(main), "-p", str(self.folder)])

    def _start_units(self):
        for name in UNITS:
            unit = read_unit(f"{name}.service")
            environment = self.machine.environment(unit, self._base())
            self._serve(name, self.machine.command(unit), environment)
        wait_until(self._web_answers, "the product through nginx", START_SECONDS)

    def _run_backup(self):
        unit = read_unit("tabella-backup.service")
        command = self.machine.command(unit)
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=self.machine.environment(unit, self._base()),
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
        self.said["tabella-backup.service"] = done

    def _web_answers(self):
        with contextlib.suppress(OSError):
            return ask(self, "GET", "/officials/sign-in").status == 200
        return False

    def _serve(self, name, command, environment=None):
        environment = environment or self._base()
        self._running[name] = started(command, environment=environment, folder=ROOT, log=self.log)

    def stop(self, name):
        """End a program and whatever it started."""
        process = self._running.pop(name)
        process.send_signal(signal.SIGINT if name == "postgresql" else signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=STOP_SECONDS)
        kill_group(process.pid)
        process.wait()

    def is_running(self, name):
        return self._running[name].poll() is None

    def _base(self):
        # Celery warns at every start of a container that runs as root.
        return {"PATH": os.environ["PATH"], "PYTHONWARNINGS": "ignore", "LANG": "C.UTF-8"}


def _output(command):
    done = subprocess.run(command, capture_output=True, check=False)
    return done.stdout + done.stderr


_NGINX = """
{user}
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/log/error.log;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {folder}/cache/body;
    proxy_temp_path {folder}/cache/proxy;
    fastcgi_temp_path {folder}/cache/fastcgi;
    uwsgi_temp_path {folder}/cache/uwsgi;
    scgi_temp_path {folder}/cache/scgi;
    access_log off;
    include {folder}/etc/nginx/conf.d/*.conf;
}}
"""
