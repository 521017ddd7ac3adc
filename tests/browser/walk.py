"""The walk over the pages: what is measured of one page in every setting a reader may have.

A page is opened once and set anew for each setting: width, system font, light, dark or forced
colours. Run with ``NEEDSBOOK_WALK=1`` the tests write what they found to
``book/accessibility.yml``, of which the accessibility statement is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

WIDTHS = (320, 390, 1280)
# Our own font, and the one a reader has set for all pages.
FONTS = ("", "DejaVu Sans")
COLOURS = ("light", "dark", "forced")
_FONT = "walk-font"
_MEASURE = """() => {
  const faults = [];
  const say = (what, words) => faults.push([what, words.trim().replace(/\\s+/g, ' ').slice(0, 60)]);
  const root = document.scrollingElement;
  if (root.scrollWidth > innerWidth) say('sideways', 'page of ' + root.scrollWidth + ' pixels');
  // Pictures: words cut, over one another, small.
  for (const picture of document.querySelectorAll('.nb-figure svg')) {
    const room = picture.getBoundingClientRect();
    if (room.width < 80 || room.height < 30 || !picture.checkVisibility()) continue;
    const texts = [...picture.querySelectorAll('text')].filter(
      one => one.getBoundingClientRect().width > 0 && one.textContent.trim());
    const boxes = texts.map(one => one.getBoundingClientRect());
    texts.forEach((one, n) => {
      const a = boxes[n];
      if (room.left - a.left > 1.5 || a.right - room.right > 1.5) say('cut', one.textContent);
      const scale = one.getScreenCTM();
      const size = parseFloat(getComputedStyle(one).fontSize) * Math.hypot(scale.a, scale.b);
      if (size < 9.95) say('small ' + size.toFixed(1), one.textContent);
      for (let m = n + 1; m < texts.length; m++) {
        const b = boxes[m];
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 2 && down > 0.45 * Math.min(a.height, b.height)
            && one.textContent !== texts[m].textContent)
          say('over', one.textContent + ' / ' + texts[m].textContent);
      }
    });
  }
  // Words of the page: small, or cut by a box that hides what sticks out.
  const shown = one => one.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  while (walker.nextNode()) {
    const one = walker.currentNode.parentElement;
    if (!one || seen.has(one) || !walker.currentNode.textContent.trim()) continue;
    seen.add(one);
    if (one.closest('svg, script, style, noscript, template') || !shown(one)) continue;
    const box = one.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    const style = getComputedStyle(one);
    // A word of no size is not shown: a mark is drawn in its place.
    const letters = parseFloat(style.fontSize);
    if (letters && letters < 9.95) say('small ' + style.fontSize, one.textContent);
  }
  // Targets: under 24 by 24 pixels, not inline in words and too near to another.
  const targets = [...document.querySelectorAll('a[href], button, summary, input, select')].filter(
    one => shown(one) && !one.closest('svg') && one.getClientRects().length
      && getComputedStyle(one).clipPath === 'none' && one.getBoundingClientRect().width > 2
      && one.getBoundingClientRect().height > 2);
  const middles = targets.map(one => {
    const box = one.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2, box];
  });
  targets.forEach((one, n) => {
    const box = middles[n][2];
    if (box.width >= 23.9 && box.height >= 23.9) return;
    const style = getComputedStyle(one);
    const around = one.parentElement.closest('p, li, td, th, dd, dt, span, h1, h2, h3, caption, figcaption, div');
    const words = around ? around.textContent.trim().length - one.textContent.trim().length : 0;
    if (style.display.startsWith('inline') && (words > 0 || one.matches('.nb-link, .headerlink')
        || one.closest('td, th, caption'))) return;
    const near = middles.some((other, m) => m !== n && !targets[m].contains(one)
      && !one.contains(targets[m]) && Math.abs(other[0] - middles[n][0]) < 24
      && Math.abs(other[1] - middles[n][1]) < 24);
    if (near) say('target ' + Math.round(box.width) + ' by ' + Math.round(box.height), one.textContent || one.title);
  });
  return faults;
}"""
# Contrast of words and marks of pictures with what they stand on.
_CONTRAST = """() => {
  const faults = [];
  const parse = text => {
    const found = text.match(/[\\d.]+/g);
    return found && text.startsWith('rgb') ? found.map(Number) : null;
  };
  const light = ([r, g, b]) => [r, g, b].map(one => one / 255).map(
    one => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
    .reduce((sum, one, n) => sum + one * [0.2126, 0.7152, 0.0722][n], 0);
  const ratio = (a, b) => {
    const [x, y] = [light(a), light(b)];
    return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
  };
  const ground = one => {
    for (let at = one; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour && (colour.length < 4 || colour[3] > 0.99)) return colour;
    }
    return [255, 255, 255];
  };
  for (const picture of document.querySelectorAll('.nb-figure svg')) {
    if (!picture.checkVisibility() || picture.getBoundingClientRect().width < 80) continue;
    const paper = ground(picture);
    for (const one of picture.querySelectorAll('text')) {
      if (!one.getClientRects().length || !one.textContent.trim()) continue;
      const style = getComputedStyle(one);
      const words = parse(style.fill);
      const halo = style.paintOrder.startsWith('stroke') && parseFloat(style.strokeWidth) > 1
        ? parse(style.stroke) : null;
      // On a class of a map, or a letter on its mark: tests of the palette hold those apart.
      if ((one.closest('.nb-map') && !halo) || one.textContent.trim().length < 2) continue;
      const behind = halo || paper;
      if (words && ratio(words, behind) < 4.45)
        faults.push(['contrast ' + ratio(words, behind).toFixed(2), one.textContent.slice(0, 60)]);
    }
    for (const one of picture.querySelectorAll('rect[data-figure], circle, [data-mark], .nb-bar')) {
      if (picture.classList.contains('nb-map') || !one.getClientRects().length) continue;
      const style = getComputedStyle(one);
      if (style.opacity !== '1') continue;
      const sides = [parse(style.fill), style.strokeWidth !== '0px' ? parse(style.stroke) : null];
      const best = Math.max(...sides.filter(Boolean).map(side => ratio(side, paper)), 0);
      if (best && best < 2.95) faults.push(['mark ' + best.toFixed(2), one.outerHTML.slice(0, 60)]);
    }
  }
  return faults;
}"""


@dataclass(frozen=True)
class Setting:
    """One way of reading: the window's width in pixels, a system font (or ours), the colours."""

    width: int
    font: str
    colours: str

    def __str__(self) -> str:
        return f"{self.width} px, {self.font or 'the font of the book'}, {self.colours}"


SETTINGS = tuple(Setting(*choice) for choice in product(WIDTHS, FONTS, COLOURS))


def walk_settings(page: Any) -> Iterator[tuple[Setting, list[tuple[str, str]]]]:
    """Every setting of the open ``page`` with the faults in it: what it is, and the words."""
    for setting in SETTINGS:
        # Geometry is the same in every colour: once for each width and font is enough.
        geometry = setting.colours == "light"
        contrast = setting.width == WIDTHS[-1] and not setting.font and setting.colours != "forced"
        if not (geometry or contrast) and setting is not SETTINGS[-1]:
            yield setting, []
            continue
        page.set_viewport_size({"width": setting.width, "height": 900})
        page.emulate_media(
            color_scheme="dark" if setting.colours == "dark" else "light",
            forced_colors="active" if setting.colours == "forced" else "none",
        )
        page.evaluate(
            """([name, font]) => {
              document.getElementById(name)?.remove();
              if (!font) return;
              const style = document.createElement('style');
              style.id = name;
              style.textContent = `* { font-family: "${font}" !important }`;
              document.head.append(style);
            }""",
            [_FONT, setting.font],
        )
        # Colours that fade into one another are no colours of the page yet.
        page.evaluate("Promise.allSettled(document.getAnimations().map((fade) => fade.finished))")
        found = page.evaluate(_MEASURE) if geometry else []
        if contrast:
            found += page.evaluate(_CONTRAST)
        yield setting, [(str(what), str(words)) for what, words in found]
