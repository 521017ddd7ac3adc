"""Imported once before the runs, in the process that all kernels are split off from."""

from needsbook.book.parents import become_server

become_server()  # first of all: what follows takes a while

import ipykernel.kernelapp  # noqa: E402, F401
import matplotlib.backends.backend_svg  # noqa: E402
import matplotlib.figure  # noqa: E402, F401
import papermill  # noqa: E402, F401
import pyarrow.parquet  # noqa: E402, F401

import needsbook.book.kernel  # noqa: E402
import needsbook.page  # noqa: E402, F401
