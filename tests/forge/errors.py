"""What GitHub says when it says no, in its own words."""

from typing import Any

DOCS = "https://docs.github.com/rest"
BODY_LIMIT = 65_536
TITLE_LIMIT = 256
LABEL_LIMIT = 50


class RefusedError(Exception):
    """An answer that is an error: raised anywhere in a route, sent as JSON."""

    def __init__(self, status: int, message: str, errors: list[Any] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.body: dict[str, Any] = {"message": message}
        if errors is not None:
            self.body["errors"] = errors
        self.body |= {"documentation_url": DOCS, "status": str(status)}


def not_found() -> RefusedError:
    """No such thing, or not for this token: GitHub doesn't tell which."""
    return RefusedError(404, "Not Found")


def no_credentials() -> RefusedError:
    """A request without a token."""
    return RefusedError(401, "Requires authentication")


def bad_credentials() -> RefusedError:
    """A token that nobody has."""
    return RefusedError(401, "Bad credentials")


def forbidden(*, bot: bool) -> RefusedError:
    """The token lacks the permission; an App's is called an integration."""
    return RefusedError(
        403, f"Resource not accessible by {'integration' if bot else 'personal access token'}"
    )


def no_new_label() -> RefusedError:
    """The token may use labels and not make them, which takes the permission for issues."""
    return RefusedError(403, "You do not have permission to create labels on this repository.")


def invalid(resource: str, field: str, message: str | None = None, code: str = "invalid") -> RefusedError:
    """422 for one field."""
    error = {"resource": resource, "code": code, "field": field}
    return RefusedError(
        422, "Validation Failed", [error if message is None else {**error, "message": message}]
    )


def refused(resource: str, message: str) -> RefusedError:
    """422 for a rule that belongs to no field."""
    return RefusedError(
        422, "Validation Failed", [{"resource": resource, "code": "custom", "message": message}]
    )


def check_text(resource: str, title: object, body: object) -> None:
    """The limits of an issue's or a pull request's text; None is "not given"."""
    if title is not None and not str(title).strip():
        raise invalid(resource, "title", code="missing_field")
    if title is not None and len(str(title)) > TITLE_LIMIT:
        raise invalid("Issue", "title", f"title is too long (maximum is {TITLE_LIMIT} characters)", "custom")
    if body is not None and len(str(body)) > BODY_LIMIT:
        raise invalid("Issue", "body", f"body is too long (maximum is {BODY_LIMIT} characters)", "custom")


def check_comment(body: object) -> str:
    """A comment's text, within its limits."""
    text = "" if body is None else str(body)
    if not text.strip():
        raise invalid("IssueComment", "data", "Body cannot be blank", "unprocessable")
    if len(text) > BODY_LIMIT:
        message = f"Body is too long (maximum is {BODY_LIMIT} characters)"
        raise invalid("IssueComment", "data", message, "unprocessable")
    return text
