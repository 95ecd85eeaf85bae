"""The cast: the same people in every test.

They have no passwords: hashing one on purpose takes long, and few tests sign in with one.
"""

from django.contrib.auth.models import User

from voting.services import official_create


def official() -> User:
    """Olga, official of the election under test."""
    return _person("olga@example.org", "Olga")


def other_official() -> User:
    """Umar, official of some other election."""
    return _person("umar@example.org", "Umar")


def _person(email: str, name: str) -> User:
    known = User.objects.filter(username=email).first()
    return known or official_create(email=email, name=name)
