"""From templates to a published book: run, clean, assemble, build, publish.

The only room that knows papermill, Jupyter Book and Sphinx. It decides which pages are run
again and publishes whole or not at all; what a page says belongs to ``page`` and below.
"""
