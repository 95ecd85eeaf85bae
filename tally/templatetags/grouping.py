from django import template

from tally.numbers import grouped

register = template.Library()
register.filter("grouped", grouped)
