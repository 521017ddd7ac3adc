"""Statistics: counts in, estimates, verdicts and trends out. Pure functions on arrays.

A method stands here with its source. Nothing here knows an area, a file, a store or a picture;
what a test means for a figure of the book belongs to ``findings``.
"""
