"""One customer: found by what is known of them, and all that happened with them in the order of time."""

from clew.customers.complaining import complaining_customers
from clew.customers.finding import FoundCustomer, find_customers, identifiers_of
from clew.customers.happening import Happening, Look, Mark, Sought, still_solved
from clew.customers.header import Header, header_of
from clew.customers.hurt import Hurt, HurtCustomers, find_hurt
from clew.customers.known_as import KnownAs, known_as
from clew.customers.reaching import Reachable, reachable_customers
from clew.customers.timeline import Entry, Timeline, timeline

__all__ = [
    "Entry", "FoundCustomer", "Happening", "Header", "Hurt", "HurtCustomers", "KnownAs", "Look", "Mark", "Reachable",
    "Sought", "Timeline", "complaining_customers", "find_customers", "find_hurt", "header_of", "identifiers_of",
    "known_as", "reachable_customers", "still_solved", "timeline",
]  # fmt: skip
