"""`conflicts --accept`: a person says whose value it shall be.

upstream   the files say what upstream said, deleted entries and files come back; comments stay
mine       the merge base remembers the decision; no other file changes
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import click

from sync.cli import commits
from sync.cli.conflicts_words import Difference, mine, upstreams, what
from sync.core.outcome import Kept
from sync.core.standing import is_whole
from sync.core.values import Path
from sync.errors import UsageError
from sync.files.journal import Write
from sync.files.sound import Sound
from sync.files.store import Catalog, File
from sync.report.escape import REASON, plain

Side = Literal["upstream", "mine"]


def settle(sound: Sound, found: Sequence[Difference], accept: Side, id_: str, *, commit: bool) -> None:
    """Write what a person accepts. Raises UsageError where several providers say something else."""
    from sync.core.standing import for_mine, for_upstream
    from sync.files import apply

    open_ = [each for each in found if accept == "upstream" or not each.decided]
    if not open_:
        click.echo(f"{plain(id_)}: {'decided already' if found else 'nothing stands against upstream'}")
        return
    providers = sorted({each.sides.provider for each in open_})
    if len(providers) > 1:
        raise UsageError(f"{id_} stands against {', '.join(providers)}", fix="say which one with --provider")
    plan = for_upstream if accept == "upstream" else for_mine
    planned = plan(open_[0].sides, [each.kept for each in open_])
    writes = apply.writes(sound.catalog, planned)
    words = f"conflicts --accept {accept} {id_}"
    message = commits.by_person(providers[0], words, writes) if commit else None
    end = commits.put(sound.catalog.root, sound.remember, providers[0], writes, message)
    for each in open_:
        click.echo(_settled(each.kept, accept))
    if accept == "upstream":
        for line in dict.fromkeys(_comments(sound.catalog, open_, {write.name: write for write in writes})):
            click.echo(line)
    click.echo(end)


def _settled(kept: Kept, accept: Side) -> str:
    name = f"{what(kept)} {kept.field}" if not is_whole(kept) else what(kept)
    if accept == "mine" and is_whole(kept):
        return f"{name}: stays taken out until upstream moves"
    if accept == "mine":
        return f"{name}: stays {mine(kept)} against {upstreams(kept)} until upstream moves"
    if is_whole(kept):
        return f"{name}: is back, as upstream has it"
    return f"{name}: {mine(kept)} → {upstreams(kept)}"


def _comments(catalog: Catalog, settled: Sequence[Difference], writes: Mapping[str, Write]) -> Iterator[str]:
    """The comments that stood beside a person's values, and stand beside upstream's now."""
    from sync.files.comments import beside, still_there

    for each in settled:
        file, path = _place(catalog, each)
        write = writes.get(file.name) if file else None
        if file is None or write is None or is_whole(each.kept):
            continue
        for comment in beside(file.text, path):
            line = still_there(comment, (write.new or b"").decode("utf-8"))
            if line is not None:
                where = f"{plain(file.name, REASON)}:{line}"
                yield f"{where}: this comment stays, beside upstream's value now: {plain(comment[1], REASON)}"


def _place(catalog: Catalog, each: Difference) -> tuple[File | None, Path]:
    """The file of a difference, and where in it the field stands."""
    path = tuple(each.kept.field.split("."))
    if each.kept.place == "model":
        return catalog.models.get(str(each.kept.model)), path
    return catalog.offers(each.sides.provider), (each.kept.id, *path)
