"""Outcomes: frameworks, yearly performance, promises, engagement and the easy-read edition.

The functions named here return blocks for a page; nothing in them prints a number that is
not a figure.
"""

from needsbook.outcomes.crosswalk import crosswalk_blocks
from needsbook.outcomes.easy_read import easy_read_blocks
from needsbook.outcomes.engagement import engagement_blocks
from needsbook.outcomes.framework import framework_blocks
from needsbook.outcomes.performance import performance_blocks
from needsbook.outcomes.promises import promise_blocks
from needsbook.outcomes.review_dates import DATA_DATE

# What each page is made from beside the indicators it reads: a page depends on these
# folders, and on the day things are counted on.
DOCUMENTS = {
    "framework": ("data/frameworks", "data/local", DATA_DATE),
    "performance": ("data/frameworks", "data/local", DATA_DATE),
    "crosswalk": ("data/frameworks", DATA_DATE),
    "promises": ("data/promises", DATA_DATE),
    "engagement": ("data/engagement", "data/frameworks"),
    "easy_read": ("data/engagement", "data/frameworks", "data/local", DATA_DATE),
}

__all__ = [
    "DOCUMENTS",
    "crosswalk_blocks",
    "easy_read_blocks",
    "engagement_blocks",
    "framework_blocks",
    "performance_blocks",
    "promise_blocks",
]
