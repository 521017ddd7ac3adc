"""What notebooks call: one page object, one call a cell."""

from needsbook.page.area_page import AreaPage, open_page
from needsbook.page.overview_page import OverviewPage, open_overview

__all__ = ["AreaPage", "OverviewPage", "open_overview", "open_page"]
