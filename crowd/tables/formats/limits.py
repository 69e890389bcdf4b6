"""Bounds of the files that are read, so that no file takes more than about 1.5 GB of memory."""

from __future__ import annotations

MAX_FILE_BYTES = 100_000_000
"""Bytes of a file."""

MAX_JSON_BYTES = 50_000_000
"""Bytes of a JSON file, whose values take several times as much memory."""

MAX_ROWS = 2_000_000
"""Rows of a file."""

MAX_COLUMNS = 16_384
"""Columns of a file, as many as a sheet can have."""

MAX_CELL_LENGTH = 131_072
"""Characters of a cell that is read."""

MAX_SKIPPED_CELL_LENGTH = 10_000_000
"""Characters of a cell up to which it is left out alone; with a longer one the file is refused."""

MAX_UNPACKED_BYTES = 400_000_000
"""Bytes of a workbook or of the columns of a Parquet file once they are unpacked."""

MAX_WORKBOOK_MEMORY = 1_500_000_000
"""Bytes of address space of the process that reads a workbook."""
