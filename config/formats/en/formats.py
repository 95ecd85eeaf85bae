"""How moments are written in English: with the year, and without it where the year is plain."""

DATETIME_FORMAT = "j F Y, H:i"
SHORT_DATETIME_FORMAT = "j F, H:i"
