"""Artifacts as folders, FORGE_ARTIFACTS/<run>/<name>: what the two actions do, in their words.

A file is kept by its name, a folder by what is in it; hidden ones only where they are asked for.
"""

import os
import shutil
import sys
from fnmatch import fnmatchcase
from pathlib import Path

PLACE = Path(os.environ["FORGE_ARTIFACTS"])
HERE = Path(os.environ["GITHUB_WORKSPACE"])
OWN = os.environ["FORGE_RUN"]


def upload() -> str | None:
    what, kept = HERE / os.environ["WHAT"], PLACE / OWN / os.environ["NAME"]
    files = [what] if what.is_file() else sorted(path for path in what.rglob("*") if path.is_file())
    base = what.parent if what.is_file() else what
    if os.environ["HIDDEN_TOO"] != "true":
        files = [path for path in files if not any(part[0] == "." for part in path.relative_to(base).parts)]
        files = [] if base.name.startswith(".") else files
    if not files:
        return None if os.environ["MISSING"] == "ignore" else "no files were found"
    if kept.exists() and os.environ["OVERWRITE"] == "true":
        shutil.rmtree(kept)
    if kept.exists():
        return "an artifact of this name is there already"
    for path in files:
        target = kept / path.relative_to(base)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return None


def download() -> str | None:
    run, name, pattern = (os.environ[key] for key in ("RUN", "NAME", "PATTERN"))
    if run and not os.environ["TOKEN"]:
        return "another run's artifact needs a token"
    place, where = PLACE / (run or OWN), HERE / os.environ["WHERE"]
    found = sorted(path for path in place.glob("*") if fnmatchcase(path.name, name or pattern))
    if name and not found:
        return f"there is no artifact {name}"
    where.mkdir(parents=True, exist_ok=True)
    for path in found:
        apart = not name and os.environ["MERGE"] != "true"
        shutil.copytree(path, where / path.name if apart else where, dirs_exist_ok=True)
    return None


wrong = {"upload": upload, "download": download}[sys.argv[1]]()
if wrong:
    sys.exit(f"error: {wrong}")
