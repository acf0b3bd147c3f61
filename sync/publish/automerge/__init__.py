"""Whether a pull request may be merged without a person: whatever speaks against it, as reasons.

main, the branch's head ──judge──> hands      whose hand is in what
                           │       likeness   each byte of the head is what today's list makes of main
                           │       refused    what people said no to
                           └─────> reasons    the classes that are allowed, checks, what a text says
"""
