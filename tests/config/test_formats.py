"""Moments as each language writes them."""

from datetime import UTC, datetime

import pytest
from django.utils import translation
from django.utils.formats import date_format

MOMENT = datetime(2030, 6, 12, 16, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [
        ("en", "12 June 2030, 16:05", "12 June, 16:05"),
        ("fr", "12 juin 2030 à 16:05", "12 juin à 16:05"),
        ("es", "12 de junio de 2030 a las 16:05", "12 de junio, 16:05"),
        ("ar", "12 يونيو 2030، 16:05", "12 يونيو، 16:05"),
    ],
)
def test_a_moment_is_written_as_people_of_the_language_do(language, long, short):
    with translation.override(language):
        assert date_format(MOMENT, "DATETIME_FORMAT") == long
        assert date_format(MOMENT, "SHORT_DATETIME_FORMAT") == short
