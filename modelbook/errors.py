"""What the reader raises.

LookupError ── UnknownModelError   no model has this id
ValueError ─── CatalogError        the folder holds no compiled catalog that this version can read
"""


class UnknownModelError(LookupError):
    """No model or alias has this id; the message names close ones."""


class CatalogError(ValueError):
    """The folder holds no compiled catalog, a damaged one, or one of a newer format."""
