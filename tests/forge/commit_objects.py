"""The JSON of commits, files, branches and refs."""

from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import quote

from tests.forge.changes import Changed, Said
from tests.forge.objects import Shapes
from tests.forge.state import Json
from tests.forge.users import by_email

UNVERIFIED = {
    "verified": False,
    "reason": "unsigned",
    "signature": None,
    "payload": None,
    "verified_at": None,
}


def commit(shapes: Shapes, said: Said) -> Json:
    """A commit; its people are accounts where their addresses are known."""
    url = f"{shapes.repo_api}/commits/{said.sha}"
    page = f"{shapes.repo_web}/commit/{said.sha}"
    return {
        "url": url,
        "sha": said.sha,
        "node_id": f"C_{said.sha}",
        "html_url": page,
        "comments_url": f"{url}/comments",
        "commit": {
            "url": f"{shapes.repo_api}/git/commits/{said.sha}",
            "author": _signature(said.author),
            "committer": _signature(said.committer),
            "message": said.message,
            "comment_count": 0,
            "tree": {"sha": said.tree, "url": f"{shapes.repo_api}/git/trees/{said.tree}"},
            "verification": UNVERIFIED,
        },
        "author": _account(shapes, said.author[1]),
        "committer": _account(shapes, said.committer[1]),
        "parents": [
            {
                "sha": sha,
                "url": f"{shapes.repo_api}/commits/{sha}",
                "html_url": f"{shapes.repo_web}/commit/{sha}",
            }
            for sha in said.parents
        ],
    }


def commit_with_files(shapes: Shapes, said: Said, files: Sequence[Changed]) -> Json:
    """A commit alone."""
    added, removed = sum(file.added for file in files), sum(file.removed for file in files)
    return {
        **commit(shapes, said),
        "stats": {"additions": added, "deletions": removed, "total": added + removed},
        "files": [changed_file(shapes, file, said.sha) for file in files],
    }


def _signature(person: tuple[str, str, int]) -> Json:
    name, email, at = person
    return {
        "name": name,
        "email": email,
        "date": datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _account(shapes: Shapes, email: str) -> Json | None:
    user = by_email(email)
    return shapes.user(user.name) if user else None


def changed_file(shapes: Shapes, file: Changed, sha: str) -> Json:
    """A file of a commit, of a pull request or of a comparison."""
    path = quote(file.path)
    shown = {
        "sha": file.blob,
        "filename": file.path,
        "status": file.status,
        "additions": file.added,
        "deletions": file.removed,
        "changes": file.added + file.removed,
        "blob_url": f"{shapes.repo_web}/blob/{sha}/{path}",
        "raw_url": f"{shapes.repo_web}/raw/{sha}/{path}",
        "contents_url": f"{shapes.repo_api}/contents/{path}?ref={sha}",
    }
    if file.patch is not None:
        shown["patch"] = file.patch
    if file.before is not None:
        shown["previous_filename"] = file.before
    return shown


def branch(shapes: Shapes, name: str, tip: Said) -> Json:
    """A branch alone."""
    url = f"{shapes.repo_api}/branches/{name}"
    return {
        "name": name,
        "commit": commit(shapes, tip),
        "_links": {"self": url, "html": f"{shapes.repo_web}/tree/{name}"},
        "protected": False,
        "protection": {
            "enabled": False,
            "required_status_checks": {"enforcement_level": "off", "contexts": [], "checks": []},
        },
        "protection_url": f"{url}/protection",
    }


def ref(shapes: Shapes, name: str, sha: str) -> Json:
    """A ref, by its full name."""
    return {
        "ref": name,
        "node_id": f"REF_{name}",
        "url": f"{shapes.repo_api}/git/{name}",
        "object": {"type": "commit", "sha": sha, "url": f"{shapes.repo_api}/git/commits/{sha}"},
    }
