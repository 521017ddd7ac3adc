"""Measurements of an open page that several tests make."""

from __future__ import annotations

from typing import Any

# WCAG 2.2 at levels A and AA, by the names of the rules' tags.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def find_violations(page: Any) -> list[tuple[str, str, str]]:
    """Rule, element and message of everything that breaks WCAG 2.2 AA on an open page."""
    from axe_playwright_python.sync_playwright import Axe

    options = {"runOnly": TAGS, "resultTypes": ["violations"], "preload": False}
    found = Axe().run(page, options=options).response["violations"]
    return [
        (rule["id"], str(node["target"]), node["failureSummary"])
        for rule in found
        for node in rule["nodes"][:5]
    ]


def measure_overflow(page: Any) -> list[str]:
    """The elements that stick out of a page that is wider than its window; none if it is not."""
    return page.evaluate(
        """() => {
          const root = document.scrollingElement;
          if (root.scrollWidth <= innerWidth) return [];
          const wide = [...document.body.querySelectorAll('*')].filter(
            one => one.getBoundingClientRect().right > innerWidth + 1);
          return ['page ' + root.scrollWidth, ...wide.slice(0, 5).map(
            one => one.tagName + '.' + one.getAttribute('class'))];
        }"""
    )


def list_headings(page: Any) -> list[int]:
    """The levels of the headings of the page's own text, in order."""
    return page.evaluate(
        """() => [...document.querySelectorAll('#main-content :is(h1,h2,h3,h4,h5,h6)')]
          .filter(one => one.checkVisibility()).map(one => Number(one.tagName[1]))"""
    )


def measure_letters(page: Any, pictures: str) -> list[tuple[float, str]]:
    """The height in pixels of every text in the pictures that show, as they show, with its words."""
    found = page.evaluate(
        """pictures => [...document.querySelectorAll(pictures)]
          .filter(one => one.checkVisibility() && one.getBoundingClientRect().width > 0)
          .flatMap(one => [...one.querySelectorAll('text')].map(text => [
            parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a,
            text.textContent]))"""
    )
    return [(float(size), str(words)) for size, words in found]


def find_bad_words(page: Any) -> list[tuple[str, str]]:
    """Words of pictures that stick out of their picture or stand over others, and how."""
    found = page.evaluate(
        """() => {
          const bad = [];
          for (const picture of document.querySelectorAll('.nb-figure svg')) {
            const room = picture.getBoundingClientRect();
            if (room.width < 80 || room.height < 30) continue;
            const texts = [...picture.querySelectorAll('text')].filter(
              one => one.getBoundingClientRect().width > 0 && one.textContent.trim());
            const boxes = texts.map(one => one.getBoundingClientRect());
            texts.forEach((one, n) => {
              const out = Math.max(room.left - boxes[n].left, boxes[n].right - room.right);
              if (out > 1.5) bad.push(['cut', one.textContent.trim()]);
              for (let m = n + 1; m < texts.length; m++) {
                const a = boxes[n], b = boxes[m];
                const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
                const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
                if (across > 2 && down > 0.45 * Math.min(a.height, b.height)
                    && one.textContent !== texts[m].textContent)
                  bad.push(['over ' + texts[m].textContent.trim(), one.textContent.trim()]);
              }
            });
          }
          return bad;
        }"""
    )
    return [(str(how), str(words)) for how, words in found]


def count_stops(page: Any) -> int:
    """How many stops the tab key makes on an open page."""
    return int(
        page.evaluate(
            """() => [...document.querySelectorAll(
                'a[href], button, input, select, summary, [tabindex]')].filter(one =>
                one.tabIndex >= 0 && !one.disabled && one.getClientRects().length &&
                one.checkVisibility({visibilityProperty: true})).length"""
        )
    )
