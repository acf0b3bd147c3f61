"""A catalog to write to, for commands with which a person decides."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from sync.cli.shared import Settings
from sync.files.sound import Sound, sound_catalog


@contextmanager
def writing(settings: Settings) -> Iterator[Sound]:
    """A sound catalog that is locked; says first what a crash had left half done, and now is whole.

    Raises CatalogError with every problem of every file when it isn't sound.
    """
    with sound_catalog(settings.root, writing=True, now=settings.now()) as sound:
        for name in sound.healed:
            click.echo(f"{name}: a write that a crash had interrupted was finished first")
        yield sound
