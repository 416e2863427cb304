"""What may go wrong with the private server, in sentences."""


class EmbeddedError(RuntimeError):
    """The private database cannot be used; the text says why and what to do."""
