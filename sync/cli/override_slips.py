"""What was typed in the wrong place of a line of `override`, answered with the line that was meant.

    set ID … --end 2027-06-30             ──> set ID … --until 2027-06-30
    set ID … --reason Volume agreement.   ──> set ID … --reason 'Volume agreement.'
    set ID … until=2027-06-30             ──> set ID … --until 2027-06-30
    refresh ID price.input=2.2            ──> set ID price.input=2.2
    revert ID price.input=2.2             ──> revert ID price.input
    revert ID until                       ──> refresh ID --until none
    add ID …                              ──> set ID …

Only what was typed is looked at, no file; a line that makes sense goes on untouched.
"""

import shlex
from collections.abc import Sequence
from typing import Any

import click

from sync.errors import UsageError

_OPTIONS = {
    "until": "until",
    "end": "until",
    "expires": "until",
    "expiry": "until",
    "valid_until": "until",
    "reason": "reason",
    "why": "reason",
    "because": "reason",
    "source": "source",
    "link": "source",
    "url": "source",
    "priority": "priority",
    "prio": "priority",
    "provider": "provider",
}
"""What people call the options; none of these is a field's name."""

_COMMANDS = {
    **dict.fromkeys(("add", "amend", "change", "create", "decide", "edit", "new", "update"), "set"),
    **dict.fromkeys(("delete", "drop", "remove", "rm", "undo", "unset"), "revert"),
    **dict.fromkeys(("confirm", "extend", "prolong", "renew"), "refresh"),
    **dict.fromkeys(("ls", "show"), "list"),
}
"""What people call the commands."""

_ENDS = "\n  (the day on which the provider ends it is a field: ends=YYYY-MM-DD)"


class Commands(click.Group):
    """The group; a command by another name is answered with the line that has its own."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command. Raises UsageError where another name has to be the command's."""
        name, rest = args[0], args[1:]
        above = ctx.obj or (None, None)  # what the callback does, which isn't called yet
        ctx.obj = (ctx.params["root"] or above[0], ctx.params["today"] or above[1])
        unknown = self.get_command(ctx, name) is None and not ctx.resilient_parsing
        if unknown and name in _COMMANDS:
            line = _line(ctx, _COMMANDS[name], rest)
            raise UsageError(f"override has no command {name}", fix=f"write {_COMMANDS[name]}: {line}")
        if unknown and any("=" in word for word in rest):
            raise UsageError(f"{name!a} is no command of override", fix=f"write {_line(ctx, 'set', args)}")
        return super().resolve_command(ctx, args)


class Command(click.Command):
    """A command; a slip is answered with the line that was meant."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the line. Raises UsageError for a slip."""
        typed = list(args)
        try:
            rest = super().parse_args(ctx, args)
        except click.NoSuchOption as unknown:
            self._refuse_option(ctx, unknown.option_name, typed)
            raise
        if not ctx.resilient_parsing:
            _refuse_unquoted(ctx, typed)
            self._refuse_options_as_fields(ctx, typed)
            _refuse_values(ctx, typed)
            _refuse_end(ctx, typed)
        return rest

    def _refuse_option(self, ctx: click.Context, name: str, typed: Sequence[str]) -> None:
        bare = name.lstrip("-").replace("-", "_")
        option = _OPTIONS.get("end" if bare == "ends" else bare)
        if option is None or not self._has(option):
            return
        words = [f"--{option}{word[len(name) :]}" if _is(word, name) else word for word in typed]
        what, more = f"there is no option {name}", _ENDS if bare in ("end", "ends") else ""
        raise UsageError(what, fix=f"write --{option}: {_line(ctx, self.name, words)}{more}")

    def _refuse_options_as_fields(self, ctx: click.Context, typed: Sequence[str]) -> None:
        """`until=2027-06-30` among the fields."""
        split = {word: word.partition("=") for word in _fields(ctx.params) if "=" in word}
        wrong = {word: _OPTIONS[name] for word, (name, _, _) in split.items() if name in _OPTIONS}
        wrong = {word: option for word, option in wrong.items() if self._has(option)}
        if not wrong:
            return
        name, option = next((split[word][0], option) for word, option in wrong.items())
        given = [option for option in wrong.values() if ctx.params.get(option) is not None]
        if given or len({*wrong.values()}) < len(wrong):
            twice = given[0] if given else option
            raise UsageError(f"{twice} is said twice", fix=f"keep the one that is meant, as --{twice}")
        words = [part for word, to in wrong.items() for part in (f"--{to}", split[word][2])]
        words += [word for word in typed if word not in wrong]
        more = _ENDS if name == "end" else ""
        fix = f"write --{option}: {_line(ctx, self.name, words)}{more}"
        raise UsageError(f"{name} is not a field: it says something about the decision", fix=fix)

    def _has(self, option: str) -> bool:
        return any(f"--{option}" in param.opts for param in self.params)


def _refuse_unquoted(ctx: click.Context, typed: Sequence[str]) -> None:
    """Words behind `--reason WORD` that can only be the rest of the reason."""
    stray = [word for word in _fields(ctx.params) if "=" not in word]
    at = next((at for at, word in enumerate(typed) if _is(word, "--reason")), None)
    if at is None or not stray:
        return
    first = at + 1 if "=" in typed[at] else at + 2
    last = first
    while last < len(typed) and "=" not in typed[last] and not typed[last].startswith("--"):
        last += 1
    id_ = ctx.params["id_"]
    if id_ in typed[first:last] and id_ not in typed[:at]:
        last -= 1  # the id comes behind the reason: what was taken for it is a word of the reason
    words = list(typed[first:last])
    if not words or any(word not in (*words, *typed[last : last + 1]) for word in stray):
        return
    reason = " ".join((ctx.params["reason"], *words))
    line = _line(ctx, "set", [*typed[:at], "--reason", reason, *typed[last:]])
    raise UsageError(f"{words[0]!a} is not FIELD=VALUE", fix=f"put the whole reason in quotes: {line}")


def _refuse_values(ctx: click.Context, typed: Sequence[str]) -> None:
    """`refresh` and `revert` name fields; what they shall be is for `set`."""
    valued = [word for word in ctx.params.get("fields", ()) if "=" in word]
    if not valued:
        return
    if ctx.command.name == "refresh":
        fix = f"to decide another value: {_line(ctx, 'set', typed)}"
        raise UsageError("refresh changes no value", fix=fix)
    words = [word.partition("=")[0] if word in valued else word for word in typed]
    raise UsageError("revert takes no value", fix=f"to take it back: {_line(ctx, 'revert', words)}")


def _refuse_end(ctx: click.Context, typed: Sequence[str]) -> None:
    """`revert ID until`: the end of a decision goes, the decision stays."""
    fields = ctx.params.get("fields", ())
    if ctx.command.name != "revert" or ctx.params["priority"] is not None or len(fields) != 1:
        return
    if _OPTIONS.get(fields[0]) == "until":
        line = _line(ctx, "refresh", ["--until", "none", *(word for word in typed if word != fields[0])])
        raise UsageError(f"{fields[0]} is not a field", fix=f"to let the decision hold for good: {line}")


def _fields(params: dict[str, Any]) -> tuple[str, ...]:
    """What was typed behind the id."""
    fields: tuple[str, ...] = params.get("assignments") or params.get("fields") or ()
    return fields


def _is(word: str, option: str) -> bool:
    return word == option or word.startswith(f"{option}=")


def _line(ctx: click.Context, command: str | None, words: Sequence[str]) -> str:
    """The line to type, with the options that stood before the command's name."""
    root, today = ctx.obj or (None, None)
    above = (("--root", root), ("--today", today))
    more = [part for name, value in above if value is not None for part in (name, str(value))]
    return shlex.join(("python", "-m", "sync", "override", command or "", *more, *words))
