"""Taking back what a batch did (an import, a bulk change, a merge), from the history, in sets.

What it changed goes back field by field, where the field still has the batch's value. What it made goes, where nobody has
changed it since and nothing hangs on it. What it deleted comes back. All else is kept, and the report says why. The undo is a
batch of its own in the history, so that it can be undone as well.
"""

from crm.history.undoing.report import Kept, Undone, Why
from crm.history.undoing.rules import after_undo, before_undo, goes_along
from crm.history.undoing.run import undo_batch

__all__ = ["Kept", "Undone", "Why", "after_undo", "before_undo", "goes_along", "undo_batch"]
