"""A list as a file: CSV, XLSX or JSON, written row by row, so that a million need no more memory than a page."""
