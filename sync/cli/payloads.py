"""The payload files that a run reads instead of the network: `--from-file` and `--from-dir`."""

from collections.abc import Sequence
from pathlib import Path

from sync.errors import UsageError
from sync.files.names import providers
from sync.sources.gather import file_in


def handed_in(
    root: Path, from_file: Sequence[str], from_dir: Path | None, names: Sequence[str]
) -> dict[str, Path] | None:
    """The files by provider, None when the network is meant; `names` are the providers asked for."""
    if not from_file and from_dir is None:
        return None
    files = {} if from_dir is None else _in(from_dir, providers(root))
    files |= _named(from_file)
    if names:
        _only(names, files, [pair.partition("=")[0] for pair in from_file])
    return files


def _in(folder: Path, known: Sequence[str]) -> dict[str, Path]:
    if not folder.is_dir():
        raise UsageError("there is no such folder", where=str(folder), fix="name one with --from-dir")
    files = {name: path for name in known if (path := file_in(folder, name)) is not None}
    if not files:
        fix = "name the files <provider>.json or .json.gz"
        raise UsageError("no provider's payload is here", where=str(folder), fix=fix)
    return files


def _named(pairs: Sequence[str]) -> dict[str, Path]:
    files: dict[str, Path] = {}
    for pair in pairs:
        name, _, text = pair.partition("=")
        path = Path(text)
        if not name or not text:
            fix = "write for example openrouter=models.json"
            raise UsageError(f"--from-file {pair!r} is not P=FILE", fix=fix)
        if name in files:
            raise UsageError(f"--from-file names {name} twice", fix="hand one file in for each provider")
        if path.is_dir():
            fix = "name a file in it, or read it whole with --from-dir"
            raise UsageError("this is a folder", where=text, fix=fix)
        if not path.exists():
            fix = "name the payload's file with --from-file P=FILE"
            raise UsageError("there is no such file", where=text, fix=fix)
        files[name] = path
    return files


def _only(names: Sequence[str], files: dict[str, Path], told: Sequence[str]) -> None:
    """Who names providers means exactly these: none without its payload, no payload for another."""
    for name in names:
        if name not in files:
            fix = f"hand one in with --from-file {name}=FILE, or leave --provider {name} out"
            raise UsageError(f"no payload was handed in for {name}", fix=fix)
    for name in told:
        if name not in names:
            fix = f"add --provider {name}, or leave the file out"
            raise UsageError(f"--from-file is for {name}, which --provider leaves out", fix=fix)
