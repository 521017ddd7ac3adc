"""Imported once before the runs, in the process that all kernels are split off from."""

import ipykernel.kernelapp  # noqa: F401
import matplotlib.backends.backend_svg
import matplotlib.figure  # noqa: F401
import papermill  # noqa: F401
import pyarrow.parquet  # noqa: F401

import needsbook.book.kernel
import needsbook.page  # noqa: F401
