"""The only place that reads or writes YAML, and the only one that touches the catalog's files.

read.py ──> values (+ where each stands)      store.py   a whole catalog
edit.py <── the values wanted                 journal.py all or nothing
"""
