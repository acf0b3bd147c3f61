"""What publishing writes where people read it: title, text and labels of a pull request, comments in it.

report.json ──retold──> Run ─┬─ body <── page <── report.md
                             ├─ labels
                             └─ notes <── resolve: lines that make a decision lasting
"""
