"""Puts labels on a pull request, also with a token that may not make those that the repository hasn't.

A forge makes a label when it is first used, which takes another permission than using it. One that
can't be made is missing, and nothing else: the pull request stands, and the next run tries again.
"""

from collections.abc import Collection, Sequence

from sync.publish.forge.answers import ForgeError
from sync.publish.forge.github import GitHub


def put(github: GitHub, number: int, names: Collection[str]) -> list[str]:
    """Put labels on a pull request; those that the token may not make for want of a permission come back."""
    if not names or _put(github, number, sorted(names)):
        return []
    return [name for name in sorted(names) if not _put(github, number, [name])]


def _put(github: GitHub, number: int, names: Sequence[str]) -> bool:
    """All of them, or none: a forge refuses all for one that it hasn't."""
    try:
        github.add_labels(number, names)
    except ForgeError as error:
        if error.status != 403 or "create labels" not in error.said.lower():
            raise
        return False
    return True


def told(number: int, refused: Sequence[str]) -> str:
    """Why labels are missing, and what to do."""
    return (
        f"#{number} has no label {', '.join(refused)}: the repository hasn't, and the token may make none; "
        "give it issues: write, or make them by hand"
    )
