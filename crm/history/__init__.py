"""Who changed what, when, from what to what: written by the database itself (`crm_change`), whatever the way of a write.

`track` puts a table under it, in a migration. `note_author` says who writes and why. `crm.history.undoing.undo_batch` takes
back what a batch did.
"""

from crm.history.authors import note_author
from crm.history.tracking import track

__all__ = ["note_author", "track"]
