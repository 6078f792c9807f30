"""What has just happened to customers that they can be asked about: a ticket solved, an order delivered, an event."""

from clew.customers.happening.kinds import Happening, Sought
from clew.customers.happening.looking import Look, Mark
from clew.customers.happening.solved import still_solved

__all__ = ["Happening", "Look", "Mark", "Sought", "still_solved"]
