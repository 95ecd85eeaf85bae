"""Names of the columns of a voter file, as people write them in the product's languages."""

import re
import unicodedata

_WORDS = {
    "name": (
        *("name", "full name", "voter"),
        *("nom", "nom complet", "électeur"),
        *("nombre", "nombre completo", "votante"),
        *("الاسم", "اسم", "الاسم الكامل", "الناخب"),
    ),
    "email": (
        *("email", "mail", "email address"),
        *("courriel", "mél", "adresse email", "adresse courriel", "adresse électronique"),
        *("correo", "correo electrónico"),
        *("البريد", "البريد الإلكتروني", "بريد", "بريد إلكتروني"),
    ),
    "weight": ("weight", "poids", "peso", "الوزن", "وزن"),
    "style": (
        *("style", "ballot style"),
        *("modèle", "modèle de bulletin"),
        *("modelo", "modelo de papeleta", "estilo"),
        *("النموذج", "نموذج", "نموذج الورقة"),
    ),
}
_SEPARATORS = re.compile(r"[\s_\-\u2010-\u2015]+")


def _folded(word: str) -> str:
    """Without case, accents, hyphens and spaces, which people write and leave out at will."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _SEPARATORS.sub("", plain)


_COLUMNS = {_folded(word): column for column, words in _WORDS.items() for word in words}


def column_named(word: str) -> str | None:
    """The column that a word at the head of a file means."""
    return _COLUMNS.get(_folded(word))
