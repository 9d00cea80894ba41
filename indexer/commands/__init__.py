"""The commands of the command line, one module a family: its arguments (``add``) and what it runs.

A command imports what it needs only when it runs, so that ``--help`` reads no engine.
"""
