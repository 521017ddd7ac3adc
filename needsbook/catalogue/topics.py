"""Topics: how the book's indicators are grouped, in the order they are shown.

One entry in ``data/topics.yml`` makes a topic; an indicator names the topic it belongs to.
Nothing about a topic stands in code.
"""

from __future__ import annotations

from functools import cache

from pydantic import Field

from needsbook.catalogue.documents import ByName, Document, read_document
from needsbook.catalogue.sources import ID_PATTERN
from needsbook.errors import BadInput
from needsbook.paths import Project


class TopicEntry(Document):
    """One topic of ``data/topics.yml``."""

    id: str = Field(pattern=ID_PATTERN)
    """What indicators name it by."""
    title: str = Field(min_length=1)
    """The heading readers see."""
    page: str = ""
    """The page of an area that is about it, by its address; empty where none is."""
    headlines: tuple[str, ...] = ()
    """Ids of the one or two indicators that stand for it where there is little room."""


class TopicsFile(Document):
    """The whole of ``data/topics.yml``."""

    topics: tuple[TopicEntry, ...] = Field(min_length=1)
    """The topics, in the order shown."""


class Topics(ByName[TopicEntry]):
    """Topics by id, in the order shown; an unknown id offers the nearest ones."""

    kind = "topic"

    @property
    def headlines(self) -> tuple[str, ...]:
        """The indicators that stand for their topics, in the order shown."""
        return tuple(name for topic in self.values() for name in topic.headlines)


@cache
def load_topics(project: Project) -> Topics:
    """The topics of ``data/topics.yml``; an id that stands twice is ``BadInput``."""
    content = read_document(project.topics, TopicsFile)
    seen: set[str] = set()
    for topic in content.topics:
        if topic.id in seen:
            raise BadInput(
                f"the topic {topic.id} stands twice", project.relative(project.topics), "remove one"
            )
        seen.add(topic.id)
    return Topics({topic.id: topic for topic in content.topics})
