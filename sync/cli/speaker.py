"""Who says what of a field, in the words that `explain` and `override` share."""

from sync.core.ladder import Rung


def speaker(rung: Rung, id_: str) -> str:
    """Who speaks, and since when: the provider, and its id where that isn't the one that is asked about."""
    provider, _, said_of = rung.who.partition(" ")
    who = provider if said_of == id_ else rung.who
    return ", ".join(word for word in (f"{rung.source}: {who}" if who else rung.source, rung.as_of) if word)
