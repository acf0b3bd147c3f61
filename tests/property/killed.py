"""A process that ends in the middle of a write, played in this one: no code after that point is run.

with killed_at(3): ...      the third thing that the journal does on the disk isn't done any more
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from unittest.mock import patch

from sync.files import journal


class Killed(BaseException):
    """The process ended here."""


@contextmanager
def killed_at(step: int) -> Iterator[None]:
    """End the process before the n-th thing that a journal does on the disk."""
    left = step

    def counted(real: Callable[..., None]) -> Callable[..., None]:
        def done(*args: object) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise Killed
            real(*args)

        return done

    with ExitStack() as stack:
        for name in ("replace_file", "_put", "_to_disk", "_forget"):
            stack.enter_context(patch.object(journal, name, counted(getattr(journal, name))))
        with suppress(Killed):
            yield
