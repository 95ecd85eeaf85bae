from voting.errors import VotingError


class TallyError(VotingError):
    code = "count_refused"
    status = 409
