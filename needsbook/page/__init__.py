"""What notebooks call: one page object, one call a cell.

``area_page`` and ``overview_page`` offer the calls; recipes (the other modules) put figures,
findings, pictures and tables together and know pages from ``base`` alone. A recipe chooses;
it never computes a rate, draws a line or words a verdict.
"""

from needsbook.page.area_page import AreaPage, open_page
from needsbook.page.overview_page import OverviewPage, open_overview

__all__ = ["AreaPage", "OverviewPage", "open_overview", "open_page"]
