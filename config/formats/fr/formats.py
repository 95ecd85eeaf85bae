"""How moments are written in French: with the year, and without it where the year is plain."""

DATETIME_FORMAT = "j F Y à H:i"
SHORT_DATETIME_FORMAT = "j F à H:i"
