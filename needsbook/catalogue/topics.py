"""Topics: how the book's indicators are grouped, in the order they are shown.

One entry in ``data/topics.yml`` makes a topic; an indicator names the topic it belongs to.
Nothing about a topic stands in code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from pydantic import Field

from needsbook.catalogue.documents import Document, read_document
from needsbook.catalogue.sources import ID_PATTERN
from needsbook.errors import BadInput, unknown_name
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


class Topics(Mapping[str, TopicEntry]):
    """Topics by id, in the order shown; an unknown id offers the nearest ones."""

    def __init__(self, topics: tuple[TopicEntry, ...]) -> None:
        self._found = {topic.id: topic for topic in topics}

    def __getitem__(self, key: str) -> TopicEntry:
        if key not in self._found:
            raise unknown_name("topic", key, self._found)
        return self._found[key]

    def __contains__(self, key: object) -> bool:
        return key in self._found

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

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
    return Topics(content.topics)
