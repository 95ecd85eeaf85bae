"""How voters show who they are, in words: who made their codes, and what is asked beside them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from voting.models import CodeMaker, SecondFactor

# What everybody reads on the election's page.
CODE_MAKER_WORDS: dict[str, str | Promise] = {
    CodeMaker.NONE: "",
    CodeMaker.SERVER: _("Voter codes were made by this server, which forgot them."),
    CodeMaker.REGISTRAR: _(
        "Voter codes were made on the organisers’ own computer. This server never had them."
    ),
    CodeMaker.BOTH: _(
        "Some voter codes were made on the organisers’ own computer, and some by this server, "
        "which forgot them."
    ),
}
SECOND_FACTOR_WORDS: dict[str, str | Promise] = {
    SecondFactor.NONE: _("Voters sign in with their voter code alone."),
    SecondFactor.MAIL: _(
        "Voters sign in with their voter code and a second code that this server sends to their "
        "email address."
    ),
}
