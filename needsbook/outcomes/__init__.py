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

# What each page is made from beside the indicators it reads: a page depends on these
# folders. The snapshots stand among them as their newest date is the day things are counted on.
DOCUMENTS = {
    "framework": ("data/frameworks", "data/local", "data/snapshots"),
    "performance": ("data/frameworks", "data/local", "data/snapshots"),
    "crosswalk": ("data/frameworks", "data/snapshots"),
    "promises": ("data/promises", "data/snapshots"),
    "engagement": ("data/engagement",),
    "easy_read": ("data/engagement",),
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
