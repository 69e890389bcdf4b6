"""The tests; what Python compiles of them is kept: else each process starts four seconds later."""

import sys

# The setting PYTHONDONTWRITEBYTECODE, usual in containers, would compile everything at every start.
sys.dont_write_bytecode = False
