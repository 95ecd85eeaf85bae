from django.utils.formats import number_format


def grouped(number: int) -> str:
    """A number as people of the page's language write it, thousands apart."""
    return number_format(number, force_grouping=True)
