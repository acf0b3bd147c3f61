"""Brings a forge to the state that the change sets of a run ask for.

    change set ──items──> Proposal ─┐
    forge, git ──look───> World ────┴─ decide ──> actions ──act──> git push, pull request, comments

`world`, `items`, `marker` and `decide` are pure. Nothing is remembered but on the forge itself.
"""
