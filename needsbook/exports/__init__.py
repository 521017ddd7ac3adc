"""Everything to take away: the published pages' data files, pictures, workbooks, Word and PDF.

Files are made from the built pages and the register, so that they say what the pages say.
Ids, cards and the way back to a row belong to ``register``. Nothing is imported here: the
process that sets a long PDF starts with this package, and needs none of the others
(``typeset``).
"""
