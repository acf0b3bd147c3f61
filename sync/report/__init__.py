"""What a run found, told to people and programs: Markdown for the pull request, text for the log, JSON.

    Run, Problem ─┬─> markdown.markdown    the PR body and the job summary, never too long
                  ├─> console.text         the terminal and CI logs
                  └─> jsonable.report_json --report-json

Text that came from outside reaches a page through `escape` only.
"""
