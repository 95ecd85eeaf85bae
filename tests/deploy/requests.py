"""Requests as browsers make them, over TLS, to an installation."""

import http.client
from dataclasses import dataclass

SECONDS = 30


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, list[str]]
    body: bytes

    def header(self, name):
        """The one header of this name; nothing where it is not there."""
        values = self.headers.get(name.lower(), [""])
        assert len(values) == 1, f"{name}: {values}"
        return values[0]


def ask(installation, method, path, body=None, headers=None):
    connection = http.client.HTTPSConnection(
        "localhost", installation.https_port, context=installation.tls, timeout=SECONDS
    )
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        found: dict[str, list[str]] = {}
        for name, value in response.getheaders():
            found.setdefault(name.lower(), []).append(value)
        return Answer(response.status, found, response.read())
    finally:
        connection.close()
