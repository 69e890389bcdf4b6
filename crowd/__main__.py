"""Runs the command line: ``python -m crowd``."""

from crowd.cli import main

main()
