"""What can be done to a lane; each says of itself, as a report has it, what it would do.

Those that move a branch, or merge it, name the commit that they expect there: who was faster loses nothing.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Note = Literal["obsolete", "moved", "edited", "frozen", "wrong", "snoozed", "reverted", "kept"]
"""What a comment is about. Each kind stands once in a pull request and is edited in place."""


@dataclass(frozen=True, slots=True)
class Push:
    """Make one commit on main's head and push it, where the branch still is at `expect` (None: absent)."""

    expect: str | None

    def __str__(self) -> str:
        return "push a fresh commit"


@dataclass(frozen=True, slots=True)
class Open:
    """Open the pull request; where one is open already, that is it."""

    def __str__(self) -> str:
        return "open the pull request"


@dataclass(frozen=True, slots=True)
class Describe:
    """Write title and body anew, within what is ours of the body."""

    number: int

    def __str__(self) -> str:
        return f"describe #{self.number} anew"


@dataclass(frozen=True, slots=True)
class Comment:
    """Say something in a pull request; where it says so already, nothing is written."""

    number: int
    note: Note

    def __str__(self) -> str:
        return f"comment on #{self.number}: {self.note}"


@dataclass(frozen=True, slots=True)
class Relabel:
    """Add and take off a label."""

    number: int
    add: frozenset[str] = frozenset()
    remove: frozenset[str] = frozenset()

    def __str__(self) -> str:
        changes = [*(f"+{name}" for name in sorted(self.add)), *(f"-{name}" for name in sorted(self.remove))]
        return f"label #{self.number}: {' '.join(changes)}"


@dataclass(frozen=True, slots=True)
class Close:
    """Close a pull request that has nothing left to say."""

    number: int

    def __str__(self) -> str:
        return f"close #{self.number}"


@dataclass(frozen=True, slots=True)
class Merge:
    """Merge the pull request, where its head still is at `expect`."""

    number: int
    expect: str

    def __str__(self) -> str:
        return f"merge #{self.number}"


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete the branch, where it still is at `expect`."""

    expect: str

    def __str__(self) -> str:
        return "delete the branch"


Action: TypeAlias = Push | Open | Describe | Comment | Relabel | Close | Delete | Merge
