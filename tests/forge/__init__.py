"""A stand-in for GitHub on this machine: real git over HTTP, and the REST routes that a publisher uses.

git push ──git_http──> repository ──pushes──┐
REST ──server──> rest ──pulls, merging, reviews, labels, comments, issues, branches, runs──> lifecycle
tests ──failing: failures, races, the log──┘   state; objects, pull_objects, commit_objects: what is answered

python -m tests.forge --port 0

with serve(tmp_path / "forge") as forge:
    maintainer = Person(forge, "maintainer")
    maintainer.change("main", {"one.yaml": "price: 1\n"})
"""

from tests.forge.clock import Clock
from tests.forge.forge import Forge
from tests.forge.people import Person, files_of
from tests.forge.server import serve

__all__ = ["Clock", "Forge", "Person", "files_of", "serve"]
