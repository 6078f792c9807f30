"""One customer: found by what is known of them, and all that happened with them in the order of time."""

from clew.customers.complaining import complaining_customers
from clew.customers.finding import FoundCustomer, find_customers, identifiers_of
from clew.customers.header import Header, header_of
from clew.customers.hurt import Hurt, HurtCustomers, find_hurt
from clew.customers.timeline import Entry, Timeline, timeline

__all__ = [
    "Entry", "FoundCustomer", "Header", "Hurt", "HurtCustomers", "Timeline", "complaining_customers", "find_customers",
    "find_hurt", "header_of", "identifiers_of", "timeline",
]  # fmt: skip
