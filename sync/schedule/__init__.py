"""What runs unattended: which providers a schedule asks, what came of it, and who is told.

    plan ──────> a job for each provider, with the run whose artifact kept its `.state/`
    preview ───> what a pull request changes for consumers, as one comment
    dashboard ─> one issue, edited in place; a comment on it where something began or healed; a webhook

    reports of the legs ─┐                    ┌─page──> the issue, the job's summary, the terminal
    published.json ──────┼─heard──> rows ─────┤
    the jobs' results ───┘            ^       └─webhook──> whoever wants JSON
    what the issue kept ────state─────┘ └── what is kept in it for the next run

Nothing here reads a catalog or writes to one.
"""
