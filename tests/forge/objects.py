"""The JSON of accounts, the repository, labels, comments, events and issues, as GitHub's schemas want it.

`Shapes` knows the addresses that objects carry; they are those of the root the request came to.
"""

import dataclasses

from tests.forge.state import Comment, Event, Item, Json, Label, State
from tests.forge.users import OWNER_ID, USERS, User

REPOSITORY_ID = 1

_OF_REPOSITORY = {
    "archive_url": "/{archive_format}{/ref}", "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}", "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}", "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}", "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}", "contributors_url": "/contributors",
    "deployments_url": "/deployments", "downloads_url": "/downloads", "events_url": "/events",
    "forks_url": "/forks", "git_commits_url": "/git/commits{/sha}", "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}", "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}", "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}", "keys_url": "/keys{/key_id}", "labels_url": "/labels{/name}",
    "languages_url": "/languages", "merges_url": "/merges", "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}", "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}", "stargazers_url": "/stargazers", "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers", "subscription_url": "/subscription", "tags_url": "/tags",
    "teams_url": "/teams", "trees_url": "/git/trees{/sha}",
}  # fmt: skip
_OF_USER = {
    "followers_url": "/followers", "following_url": "/following{/other_user}",
    "gists_url": "/gists{/gist_id}", "starred_url": "/starred{/owner}{/repo}",
    "subscriptions_url": "/subscriptions", "organizations_url": "/orgs", "repos_url": "/repos",
    "events_url": "/events{/privacy}", "received_events_url": "/received_events",
}  # fmt: skip
_NONE_OF = (
    "forks", "forks_count", "stargazers_count", "watchers", "watchers_count", "subscribers_count",
    "network_count", "size",
)  # fmt: skip
_SWITCHES = {
    "has_issues": True, "has_projects": False, "has_wiki": False, "has_pages": False,
    "has_discussions": False, "archived": False, "disabled": False, "private": False, "fork": False,
    "allow_forking": True, "is_template": False,
}  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Shapes:
    """Objects with the addresses of one root: `web` for people, `api` for programs."""

    web: str
    api: str
    slug: str
    state: State

    @property
    def repo_api(self) -> str:
        """The repository's address in the API."""
        return f"{self.api}/repos/{self.slug}"

    @property
    def repo_web(self) -> str:
        """Its page."""
        return f"{self.web}/{self.slug}"

    def user(self, name: str | None) -> Json | None:
        """An account, by its name here; None for nobody."""
        user = USERS.get(name or "")
        return None if user is None else self._account(user.login, user.id, user.kind)

    def owner(self) -> Json:
        """The organization."""
        return self._account(self.slug.partition("/")[0], OWNER_ID, "Organization")

    def _account(self, login: str, number: int, kind: str) -> Json:
        url = f"{self.api}/users/{login}"
        return {
            "login": login,
            "id": number,
            "node_id": f"U_{number}",
            "avatar_url": f"{self.web}/avatars/u/{number}",
            "gravatar_id": "",
            "url": url,
            "html_url": f"{self.web}/{login}",
            "type": kind,
            "site_admin": False,
            **{key: url + path for key, path in _OF_USER.items()},
        }

    def me(self, user: User) -> Json:
        """What `GET /user` answers."""
        names = ("company", "blog", "location", "email", "hireable", "bio")
        numbers = ("public_repos", "public_gists", "followers", "following")
        return {
            **self._account(user.login, user.id, user.kind),
            "name": user.name,
            **dict.fromkeys(names),
            **dict.fromkeys(numbers, 0),
            "created_at": self.state.created_at,
            "updated_at": self.state.created_at,
        }

    def repository(self, user: User | None = None, pushed_at: str | None = None) -> Json:
        """The repository, with what `user` may do in it."""
        name = self.slug.partition("/")[2]
        open_items = sum(item.state == "open" for item in self.state.items.values())
        may = user is not None and "contents" in user.may
        return {
            "id": REPOSITORY_ID,
            "node_id": f"R_{REPOSITORY_ID}",
            "name": name,
            "full_name": self.slug,
            "owner": self.owner(),
            "html_url": self.repo_web,
            "url": self.repo_api,
            **{key: self.repo_api + path for key, path in _OF_REPOSITORY.items()},
            "git_url": f"git://forge/{self.slug}.git",
            "ssh_url": f"git@forge:{self.slug}.git",
            "clone_url": f"{self.repo_web}.git",
            "svn_url": self.repo_web,
            **dict.fromkeys(("description", "homepage", "language", "license", "mirror_url")),
            **dict.fromkeys(_NONE_OF, 0),
            **_SWITCHES,
            "open_issues": open_items,
            "open_issues_count": open_items,
            "default_branch": self.state.default_branch,
            "visibility": "public",
            "topics": [],
            "created_at": self.state.created_at,
            "updated_at": self.state.created_at,
            "pushed_at": pushed_at or self.state.created_at,
            "permissions": {"admin": False, "maintain": may, "push": may, "triage": may, "pull": True},
        }

    def label(self, label: Label) -> Json:
        """One label."""
        return {
            "id": label.id,
            "node_id": f"LA_{label.id}",
            "url": f"{self.repo_api}/labels/{label.name}",
            "name": label.name,
            "description": label.description,
            "color": label.color,
            "default": False,
            "archived_at": None,
            "archived_by": None,
        }

    def labels(self, item: Item) -> list[Json]:
        """Those of an issue or a pull request."""
        return [self.label(self.state.labels[name.lower()]) for name in item.labels]

    def comment(self, item: Item, comment: Comment) -> Json:
        """One comment of the conversation."""
        page = "pull" if item.pull else "issues"
        return {
            "id": comment.id,
            "node_id": f"IC_{comment.id}",
            "url": f"{self.repo_api}/issues/comments/{comment.id}",
            "html_url": f"{self.repo_web}/{page}/{item.number}#issuecomment-{comment.id}",
            "issue_url": f"{self.repo_api}/issues/{item.number}",
            "user": self.user(comment.user),
            "body": comment.body,
            "created_at": comment.created_at,
            "updated_at": comment.updated_at,
            "author_association": USERS[comment.user].association,
            "performed_via_github_app": None,
        }

    def event(self, event: Event) -> Json:
        """One event of an item."""
        sha = event.commit_id
        more = dict(event.more)
        if "label" in more:
            label = self.state.labels[str(more["label"]).lower()]
            more["label"] = {"name": label.name, "color": label.color}
        if "requested_reviewer" in more:
            more |= {
                "requested_reviewer": self.user(str(more["requested_reviewer"])),
                "review_requester": self.user(event.actor),
            }
        return {
            "id": event.id,
            "node_id": f"E_{event.id}",
            "url": f"{self.repo_api}/issues/events/{event.id}",
            "actor": self.user(event.actor),
            "event": event.event,
            "commit_id": sha,
            "commit_url": sha and f"{self.repo_api}/commits/{sha}",
            "created_at": event.created_at,
            "performed_via_github_app": None,
            **more,
        }

    def issue(self, item: Item, *, alone: bool = True) -> Json:
        """An issue, or a pull request as one; `alone` also tells who closed it."""
        shown = self.of_item(item, f"{self.repo_api}/issues/{item.number}")
        shown |= {
            "repository_url": self.repo_api,
            "labels_url": f"{self.repo_api}/issues/{item.number}/labels{{/name}}",
            "events_url": f"{self.repo_api}/issues/{item.number}/events",
            "timeline_url": f"{self.repo_api}/issues/{item.number}/timeline",
            "comments": len(item.comments),
            "state_reason": item.state_reason,
        }
        if alone:
            shown["closed_by"] = self.user(item.closed_by)
        if item.pull:
            page = self.page(item)
            shown["pull_request"] = {
                "url": f"{self.repo_api}/pulls/{item.number}",
                "html_url": page,
                "diff_url": f"{page}.diff",
                "patch_url": f"{page}.patch",
                "merged_at": item.pull.merged_at,
            }
            shown["draft"] = item.pull.draft
        return shown

    def page(self, item: Item) -> str:
        """Where people see it."""
        return f"{self.repo_web}/{'pull' if item.pull else 'issues'}/{item.number}"

    def of_item(self, item: Item, url: str) -> Json:
        """What issues and pull requests have in common."""
        return {
            "id": item.id,
            "node_id": f"{'PR' if item.pull else 'I'}_{item.id}",
            "url": url,
            "html_url": self.page(item),
            "comments_url": f"{self.repo_api}/issues/{item.number}/comments",
            "number": item.number,
            "state": item.state,
            "locked": False,
            "active_lock_reason": None,
            "title": item.title,
            "body": item.body,
            "user": self.user(item.user),
            "labels": self.labels(item),
            "assignee": self.user(item.assignees[0]) if item.assignees else None,
            "assignees": [self.user(name) for name in item.assignees],
            "milestone": None,
            "author_association": USERS[item.user].association,
            "created_at": item.created_at,
            "updated_at": item.updated_at,
            "closed_at": item.closed_at,
        }
