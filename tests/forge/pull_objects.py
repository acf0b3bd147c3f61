"""The JSON of pull requests and their reviews: short in lists, long alone."""

from tests.forge.changes import changed
from tests.forge.objects import Shapes
from tests.forge.repository import Repository
from tests.forge.state import Item, Json, Pull, Review
from tests.forge.users import USERS

_LINKS = {
    "self": "/pulls/{n}", "issue": "/issues/{n}", "comments": "/issues/{n}/comments",
    "review_comments": "/pulls/{n}/comments", "review_comment": "/pulls/comments{{/number}}",
    "commits": "/pulls/{n}/commits", "statuses": "/statuses/{sha}",
}  # fmt: skip


def short(shapes: Shapes, item: Item) -> Json:
    """A pull request as lists have it: without whether it can be merged."""
    pull = pull_of(item)
    addresses = {
        name: shapes.repo_api + path.format(n=item.number, sha=pull.head_sha) for name, path in _LINKS.items()
    }
    page = shapes.page(item)
    return {
        **shapes.of_item(item, addresses["self"]),
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        "issue_url": addresses["issue"],
        "commits_url": addresses["commits"],
        "review_comments_url": addresses["review_comments"],
        "review_comment_url": addresses["review_comment"],
        "statuses_url": addresses["statuses"],
        "merged_at": pull.merged_at,
        "merge_commit_sha": pull.merge_commit_sha,
        "draft": pull.draft,
        "head": _end(shapes, pull.head_ref, pull.head_sha, pull.fork),
        "base": _end(shapes, pull.base_ref, pull.base_sha),
        "requested_reviewers": [shapes.user(name) for name in pull.requested],
        "requested_teams": [],
        "auto_merge": _auto_merge(shapes, pull),
        "_links": {
            "html": {"href": page},
            **{name: {"href": address} for name, address in addresses.items()},
        },
    }


def full(shapes: Shapes, repository: Repository, item: Item, *, computed: bool) -> Json:
    """A pull request alone; while it isn't `computed`, whether it can be merged is null."""
    pull = pull_of(item)
    files = changed(repository, files_base(repository, pull), pull.head_sha)
    mergeable = is_mergeable(repository, pull) if computed and item.state == "open" else None
    return {
        **short(shapes, item),
        "merged": pull.merged_at is not None,
        "merged_by": shapes.user(pull.merged_by),
        "mergeable": mergeable,
        "rebaseable": mergeable,
        "mergeable_state": _mergeable_state(pull, mergeable),
        "comments": len(item.comments),
        "review_comments": 0,
        "maintainer_can_modify": pull.maintainer_can_modify,
        "commits": len(repository.between(pull.base_sha, pull.head_sha)),
        "additions": sum(file.added for file in files),
        "deletions": sum(file.removed for file in files),
        "changed_files": len(files),
    }


def pull_of(item: Item) -> Pull:
    """The pull request of an item that is one."""
    assert item.pull is not None, f"#{item.number} is an issue"
    return item.pull


def files_base(repository: Repository, pull: Pull) -> str:
    """The commit that a pull request's files are compared with."""
    return repository.merge_base(pull.base_sha, pull.head_sha) or pull.base_sha


def is_mergeable(repository: Repository, pull: Pull) -> bool:
    """Whether head merges into its base as that is now, without a conflict."""
    base = repository.branch(pull.base_ref)
    return base is not None and repository.merged_tree(base, pull.head_sha) is not None


def _mergeable_state(pull: Pull, mergeable: bool | None) -> str:
    if mergeable is None:
        return "unknown"
    if not mergeable:
        return "dirty"
    return "draft" if pull.draft else "clean"


def _end(shapes: Shapes, ref: str, sha: str, fork: str | None = None) -> Json:
    owner, repository = shapes.owner(), shapes.repository()
    if fork is not None:
        login, _, name = fork.partition("/")
        owner = owner | {"login": login, "type": "User"}
        repository = repository | {"name": name, "full_name": fork, "owner": owner, "fork": True}
    return {
        "label": f"{owner['login']}:{ref}",
        "ref": ref,
        "sha": sha,
        "user": owner,
        "repo": repository,
    }


def _auto_merge(shapes: Shapes, pull: Pull) -> Json | None:
    if pull.auto_merge is None:
        return None
    return {
        "enabled_by": shapes.user(pull.auto_merge),
        "merge_method": "squash",
        "commit_title": None,
        "commit_message": None,
    }


def review(shapes: Shapes, item: Item, given: Review) -> Json:
    """One review."""
    page = f"{shapes.page(item)}#pullrequestreview-{given.id}"
    url = f"{shapes.repo_api}/pulls/{item.number}"
    return {
        "id": given.id,
        "node_id": f"PRR_{given.id}",
        "user": shapes.user(given.user),
        "body": given.body,
        "state": given.state,
        "html_url": page,
        "pull_request_url": url,
        "author_association": USERS[given.user].association,
        "_links": {"html": {"href": page}, "pull_request": {"href": url}},
        "submitted_at": given.submitted_at,
        "commit_id": given.commit_id,
    }
