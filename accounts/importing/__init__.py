"""One pipeline for every file: read and stage, then land batch by batch through the actions.

`runs` is the door. The run's row is the memory: what was read and what has landed is counted in the transaction that did it,
so that a killed import goes on where it stopped and its counts stay true.
"""

from accounts.importing import accounts, contacts, orders, products

__all__ = ["accounts", "contacts", "orders", "products"]
