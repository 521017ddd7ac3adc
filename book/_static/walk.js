// Each chart, each map and each table of linked numbers is one stop of the tab key. Arrow keys
// walk its marks, Home and End lead to the first and the last, Enter opens the number's card, and
// a live line below says the mark. Without this script every link is a stop of its own.
(function () {
  // The theme asks a library of 80 KB for tooltips alone; its buttons have names without them.
  function Tooltip() {}
  ["show", "hide", "enable", "disable", "dispose", "update", "toggle"].forEach(function (name) {
    Tooltip.prototype[name] = function () {};
  });
  window.bootstrap = window.bootstrap || { Tooltip: Tooltip };
  var FEW = 1, told = null;
  function words(node) { return node ? node.textContent.replace(/\s+/g, " ").trim() : ""; }
  function seen(node) { return node.getClientRects().length > 0; }
  function line(after) {
    if (told && told.owner === after) return told;
    if (told) told.remove();
    told = document.createElement("p");
    told.className = "nb-told";
    told.setAttribute("role", "status");
    told.owner = after;
    after.insertAdjacentElement("afterend", told);
    return told;
  }
  function rowOf(mark, drawing) {
    // The words at the height of a number say whose it is.
    var box = mark.getBoundingClientRect(), middle = (box.top + box.bottom) / 2;
    return [].filter.call(drawing.querySelectorAll("text:not([data-scale])"), function (one) {
      var other = one.getBoundingClientRect();
      return other.width && Math.abs((other.top + other.bottom) / 2 - middle) < 5;
    }).sort(function (a, b) {
      return a.getBoundingClientRect().left - b.getBoundingClientRect().left;
    }).map(words).filter(Boolean).join(" ");
  }
  function nameMark(mark, drawing) {
    var title = mark.querySelector && mark.querySelector("title");
    return words(title) || mark.getAttribute("aria-label") || rowOf(mark, drawing) || words(mark);
  }
  function walkDrawing(drawing) {
    var titled = [].filter.call(drawing.querySelectorAll("title"), function (one) {
      return one.parentNode !== drawing;
    }).map(function (one) { return one.parentNode; });
    var numbers = [].slice.call(drawing.querySelectorAll("text[data-figure], tspan[data-figure]"));
    var marks = titled.length ? titled : numbers;
    drawing.querySelectorAll("[tabindex], a[href]").forEach(function (one) {
      one.setAttribute("tabindex", "-1");
    });
    if (!marks.length) return;
    var at = -1;
    drawing.setAttribute("tabindex", "0");
    drawing.setAttribute("aria-roledescription", "chart: arrow keys walk its marks");
    function go(to) {
      if (at >= 0) marks[at].classList.remove("nb-at");
      at = Math.max(0, Math.min(marks.length - 1, to));
      marks[at].classList.add("nb-at");
      line(drawing).textContent = nameMark(marks[at], drawing) +
        " (" + (at + 1) + " of " + marks.length + ")";
    }
    drawing.addEventListener("keydown", function (event) {
      var steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key in steps) go(at + steps[event.key]);
      else if (event.key === "Home") go(0);
      else if (event.key === "End") go(marks.length - 1);
      else if (event.key === "Escape" && at >= 0) {
        marks[at].classList.remove("nb-at"); at = -1; line(drawing).textContent = "";
      } else if (event.key === "Enter" && at >= 0) {
        var link = marks[at].closest("a") || marks[at].querySelector("a");
        var address = link && (link.getAttribute("href") || link.getAttribute("xlink:href"));
        if (!address) return;
        location.href = address;
      } else return;
      event.preventDefault();
    });
    drawing.addEventListener("blur", function () {
      if (at >= 0) marks[at].classList.remove("nb-at");
    });
  }
  // Links that belong together (downloads of a picture, numbers of a claim or a paragraph).
  function walkGroup(group) {
    var links = [].slice.call(group.querySelectorAll("a[href]")).filter(function (one) {
      return !one.closest("table, svg");
    });
    if (links.length < 2) return;
    links.forEach(function (one, n) { one.setAttribute("tabindex", n ? "-1" : "0"); });
    group.addEventListener("keydown", function (event) {
      var at = links.indexOf(event.target.closest("a[href]"));
      if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
      var to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1,
        Home: 0, End: links.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      if (!links[to]) return;
      links[at].setAttribute("tabindex", "-1");
      links[to].setAttribute("tabindex", "0");
      links[to].focus();
    });
  }
  function walkFolds() {
    // Folds that follow one another are one stop: the measures of an outcome, a line each, and
    // what a section's words are set beside.
    var parents = new Set(), folds = "details:is(.nb-of-measure, .nb-near)";
    document.querySelectorAll("details.nb-of-measure, .nb-say > details.nb-near").forEach(
      function (one) { parents.add(one.parentNode); });
    parents.forEach(function (parent) {
      var lines = [].slice.call(parent.querySelectorAll(":scope > " + folds + " > summary"));
      if (lines.length < 2) return;
      lines.forEach(function (one, n) { one.setAttribute("tabindex", n ? "-1" : "0"); });
      parent.addEventListener("keydown", function (event) {
        var at = lines.indexOf(event.target);
        if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
        var to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: lines.length - 1 }[event.key];
        if (to === undefined) return;
        event.preventDefault();
        if (!lines[to]) return;
        lines[at].setAttribute("tabindex", "-1");
        lines[to].setAttribute("tabindex", "0");
        lines[to].focus();
      });
    });
  }
  function walkTable(table) {
    var links = [].slice.call(table.querySelectorAll("td a[href], th a[href], td summary"));
    if (links.length <= FEW) return;
    links.forEach(function (one, n) { one.setAttribute("tabindex", n ? "-1" : "0"); });
    table.addEventListener("keydown", function (event) {
      var from = event.target.closest && event.target.closest("a[href], summary");
      if (!from || event.altKey || event.ctrlKey || event.metaKey) return;
      var all = links.filter(seen), at = all.indexOf(from), to = null;
      var cell = from.closest("td, th"), row = cell && cell.parentNode;
      if (event.key === "ArrowRight") to = all[at + 1];
      else if (event.key === "ArrowLeft") to = all[at - 1];
      else if (event.key === "Home") to = all[0];
      else if (event.key === "End") to = all[all.length - 1];
      else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        var step = event.key === "ArrowDown" ? "nextElementSibling" : "previousElementSibling";
        for (row = row[step]; row && !to; row = row[step]) {
          var below = row.children[cell.cellIndex];
          to = below && below.querySelector("a[href], summary");
        }
      } else return;
      event.preventDefault();
      if (!to) return;
      from.setAttribute("tabindex", "-1");
      to.setAttribute("tabindex", "0");
      to.focus();
      var head = to.closest("tr").querySelector("th"), named = words(head);
      var heads = table.tHead && table.tHead.rows[table.tHead.rows.length - 1];
      var column = heads && heads.cells[to.closest("td, th").cellIndex];
      line(table.closest(".nb-scroll") || table).textContent =
        [named, words(column), words(to.closest("td, th"))].filter(Boolean).join(": ");
    });
  }
  function mendSkip() {
    // The skip link moves the focus too, not the view alone.
    var link = document.querySelector("#pst-skip-link a, a.skip");
    if (!link) return;
    link.addEventListener("click", function () {
      var place = document.getElementById(link.getAttribute("href").slice(1));
      if (!place) return;
      place.setAttribute("tabindex", "-1");
      place.focus();
    });
  }
  function partNames() {
    // Names of data sets and columns may break after an underscore, and nowhere else.
    document.querySelectorAll(".bd-article td, .bd-article tbody th").forEach(function (cell) {
      if (cell.textContent.indexOf("_") < 0) return;
      var walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), found = [];
      while (walker.nextNode()) {
        if (/[a-z0-9]_[a-z0-9]/.test(walker.currentNode.data)) found.push(walker.currentNode);
      }
      found.forEach(function (text) {
        var parts = text.data.split(/(?<=[a-z0-9]_)(?=[a-z0-9])/);
        parts.slice(0, -1).forEach(function (part) {
          text.before(part, document.createElement("wbr"));
        });
        text.data = parts[parts.length - 1];
      });
    });
  }
  function start() {
    partNames();
    // What a mark beside a heading leads to is in the contents too.
    document.querySelectorAll("a.headerlink").forEach(function (one) {
      one.setAttribute("tabindex", "-1");
    });
    document.querySelectorAll(".nb-figure svg.nb-chart, .nb-figure svg.nb-map")
      .forEach(walkDrawing);
    document.querySelectorAll("table").forEach(walkTable);
    walkFolds();
    document.querySelectorAll(".nb-downloads, .nb-claims, .nb-say, .nb-of ul, .nb-of ol, " +
      " .nb-lead, .nb-finding, .nb-minute ul, " +
      ".nb-stands, .nb-takeaway ul, .nb-front-findings, .nb-areas ul, .nb-quiet, .nb-source > p, .bd-article details ul").forEach(function (one) {
      if (!one.parentNode.closest(".nb-claims, .nb-say, .nb-finding")) walkGroup(one);
    });
    mendSkip();
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
