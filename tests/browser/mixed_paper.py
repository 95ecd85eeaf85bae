"""The election in which programs of all kinds hold the keys."""

QUESTIONS = OPTIONS = 10
NAMES = ("Priya", "Tom", "Ana", "Kofi", "Mei")
NEEDED = 3
VOTERS = 4
