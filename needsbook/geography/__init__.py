"""Places as geometry: boundary layers, ward lists and how they changed.

Runs in the parent process and in tests, never in a notebook's kernel: kernels read the
outlines written by ``needsbook.geography.outlines`` and need no geometry library.
"""
