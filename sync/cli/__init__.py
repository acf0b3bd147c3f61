"""The command line, and nothing else: options in, exit code out. Each command calls one plain function."""
