"""Things to take away: workbooks, Word and PDF, all made from the built pages."""

from needsbook.exports.add import start_exports

__all__ = ["start_exports"]
