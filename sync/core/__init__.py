"""What is decided, and nothing else: plain values in, plain values out.

    source → facts → merge → plan → files → report → publish
             ^^^^^^^^^^^^^^^^^^^^^^ this package

No file, clock, network or environment is touched here; they come in as parameters.
"""
