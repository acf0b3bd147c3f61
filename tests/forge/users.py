"""Who is known to the forge. A token is `token-of-NAME`; what its user may write is a set of scopes.

The bot is an App's, as in production: its login ends in `[bot]`, and `GET /user` is refused to it.
"""

import base64
import binascii
from dataclasses import dataclass
from typing import Literal, get_args

Scope = Literal["contents", "pull_requests", "issues", "actions", "checks", "statuses"]

EVERYTHING: frozenset[Scope] = frozenset(get_args(Scope))


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """One account. `name` is how tests and the log call it, `login` how the forge does."""

    name: str
    login: str
    id: int
    may: frozenset[Scope]
    association: str
    kind: Literal["User", "Bot"] = "User"

    @property
    def token(self) -> str:
        """Its secret."""
        return f"token-of-{self.name}"

    @property
    def email(self) -> str:
        """The address that links a commit with the account."""
        return f"{self.id}+{self.login}@users.noreply.github.com"


def _users(*users: User) -> dict[str, User]:
    return {user.name: user for user in users}


USERS = _users(
    User(
        name="bot", login="catalog-sync[bot]", id=101, may=EVERYTHING, association="CONTRIBUTOR", kind="Bot"
    ),
    User(name="maintainer", login="maintainer", id=102, may=EVERYTHING, association="MEMBER"),
    User(name="reviewer", login="reviewer", id=103, may=EVERYTHING, association="COLLABORATOR"),
    User(name="stranger", login="stranger", id=104, may=frozenset(), association="NONE"),
)
"""Name to user."""

OWNER_ID = 100


def by_login(login: object) -> User | None:
    """The account with this login; case doesn't matter, as on GitHub."""
    wanted = str(login).lower()
    return next((user for user in USERS.values() if user.login.lower() == wanted), None)


def by_email(email: str) -> User | None:
    """The account that a commit's address belongs to."""
    return next((user for user in USERS.values() if user.email == email), None)


def token_in(header: str) -> str | None:
    """The token of an Authorization header: `Bearer T`, `token T` or Basic `anything:T`."""
    kind, _, value = header.partition(" ")
    if kind.lower() in ("bearer", "token"):
        return value.strip()
    if kind.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return None


def by_token(token: str | None) -> User | None:
    """The account that this is the secret of."""
    return next((user for user in USERS.values() if user.token == token), None)
