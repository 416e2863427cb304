"""One verb on many accounts: a selection that is frozen, batches that land with their counters, an undo from the history."""
