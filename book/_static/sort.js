// Tables marked data-sortable: a button in each heading sorts by that column, again the other
// way, and a third time as the page came. Without this script the table stands as it is.
(function () {
  function key(row, column) {
    var cell = row.cells[column];
    if (!cell) return null;
    if (cell.dataset.sort !== undefined) return parseFloat(cell.dataset.sort);
    var held = column > 0 && cell.querySelector("data[value]");
    if (held) return parseFloat(held.value);
    return column === 0 ? cell.textContent.trim().toLowerCase() : null;
  }
  function prepare(table) {
    var bodies = Array.prototype.slice.call(table.tBodies);
    var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
    var sorted = document.createElement("tbody");
    sorted.setAttribute("role", "rowgroup");
    var homes = bodies.map(function (body) { return Array.prototype.slice.call(body.rows); });
    function restore() {
      bodies.forEach(function (body, n) {
        homes[n].forEach(function (row) { body.appendChild(row); });
        body.hidden = false;
      });
      sorted.remove();
    }
    function sort(column, up) {
      restore();
      var rows = [];
      homes.forEach(function (list) {
        list.forEach(function (row) { if (!row.querySelector("[scope=rowgroup]")) rows.push(row); });
      });
      rows = rows.map(function (row, n) { return [key(row, column), n, row]; });
      rows.sort(function (a, b) {
        if (a[0] === null || b[0] === null) return (a[0] === null) - (b[0] === null) || a[1] - b[1];
        if (a[0] === b[0]) return a[1] - b[1];
        return (a[0] < b[0] ? -1 : 1) * (up ? 1 : -1);
      });
      rows.forEach(function (one) { sorted.appendChild(one[2]); });
      bodies.forEach(function (body) { body.hidden = true; });
      table.appendChild(sorted);
    }
    heads.forEach(function (head, column) {
      var any = homes.some(function (list) {
        return list.some(function (row) { return key(row, column) !== null; });
      });
      if (!any) return;
      var button = document.createElement("button");
      button.type = "button";
      while (head.firstChild) button.appendChild(head.firstChild);
      button.title = "Sort by this column";
      head.appendChild(button);
      button.addEventListener("click", function () {
        var now = head.getAttribute("aria-sort");
        heads.forEach(function (one) { one.removeAttribute("aria-sort"); });
        if (now === "descending") { restore(); return; }
        head.setAttribute("aria-sort", now === "ascending" ? "descending" : "ascending");
        sort(column, now !== "ascending");
      });
    });
  }
  function start() {
    Array.prototype.forEach.call(document.querySelectorAll("table[data-sortable]"), prepare);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
