"""How moments are written in Spanish: with the year, and without it where the year is plain."""

DATETIME_FORMAT = r"j \d\e F \d\e Y \a \l\a\s H:i"
SHORT_DATETIME_FORMAT = r"j \d\e F, H:i"
