"""`make bench`: how long the commands take, as ratios to what is measured beside them in the same run.

    generate   a made-up catalog of any size, and payloads that change none, 1 % or 10 % of it
    in_process what a run and a check of it cost beside PyYAML's and ruamel.yaml's reading alone
    growth     what they cost for each model, and in memory, when there are many more of them
    processes  whole processes over the shipped catalog, beside processes that only import
    ratios     A B A B …, and the median of the ratios of the pairs
    shown      the table, for a terminal and as docs/benchmarks.md

A ratio holds on any machine, a time on none.
"""
