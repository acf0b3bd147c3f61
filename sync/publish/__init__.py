"""Brings a forge to the state that the change sets of a run ask for.

    change set ──lane──> Proposal ─┐
    forge, git ──look──> World ────┴─ decide ──> actions ──act──> git push, pull request, comments

forge/ speaks to the forge, text/ is what people read there, automerge/ says what may be merged without them.
`world`, `items`, `marker`, `actions` and `decide` are pure. Nothing is remembered but on the forge itself.
"""
