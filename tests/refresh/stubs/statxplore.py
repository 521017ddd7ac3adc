"""Stat-Xplore: a key in a header, rate headers of both families, grouped labels, perturbed counts."""

from __future__ import annotations

from dataclasses import dataclass, field

from stubs.server import Reply, Request


@dataclass
class StatXploreStub:
    """``counts`` gives children by (area code, year); ``value_set`` changes with the geography."""

    key: str = "right-key"
    counts: dict[tuple[str, str], float] = field(default_factory=dict)
    value_set: str = "V_C_MASTERGEOG21_LA_TO_REGION_NI"
    page: int = 100
    base: str = ""

    def __call__(self, request: Request) -> Reply:
        if request.headers.get("apikey") != self.key:
            return Reply("Unauthorised", 401, "text/plain")
        limits = {
            "x-ratelimit": "2000",
            "x-ratelimit-remaining": "1999",
            "x-ratelimit-table": "1000",
        }
        if request.path == "/table" and request.method == "POST":
            reply = self._table(request.json)
        elif request.path.startswith("/schema"):
            if request.headers.get("if-none-match") == '"1"':
                return Reply(b"", 304, headers=limits)
            reply = self._schema(request)
        else:
            reply = Reply.of({"message": "not found"}, 404)
        reply.headers.update(limits | {"ETag": '"1"'})
        return reply

    def _area_set(self) -> str:
        return f"str:valueset:CILIF_AHC:V_F_CILIF_AHC:UK_COA_CODE:{self.value_set}"

    def _schema(self, request: Request) -> Reply:
        name = request.path.removeprefix("/schema").strip("/")
        field_id = "str:field:CILIF_AHC:V_F_CILIF_AHC:UK_COA_CODE"
        date_id = "str:field:CILIF_AHC:F_CILIF_DATE_AHC:DATE_NAME"

        def node(identifier, label, kind, children=None):
            out = {
                "id": identifier,
                "label": label,
                "type": kind,
                "location": f"{self.base}/schema/{identifier}",
            }
            return out | ({"children": children} if children is not None else {})

        codes = sorted({code for code, _ in self.counts})
        years = sorted({year for _, year in self.counts})
        date_set = "str:valueset:CILIF_AHC:F_CILIF_DATE_AHC:DATE_NAME:C_CILIF_YEAR"
        tree = {
            "str:database:CILIF_AHC": node(
                name, "Children", "DATABASE",
                [node(field_id, "Local authority", "FIELD"), node(date_id, "Year", "FIELD"),
                 node("str:count:CILIF_AHC:V_F_CILIF_AHC", "Children", "COUNT")],
            ),
            field_id: node(field_id, "Local authority", "FIELD", [node(self._area_set(), "Local authorities", "VALUESET")]),
            date_id: node(date_id, "Year", "FIELD", [node(date_set, "Year", "VALUESET")]),
            self._area_set(): node(self._area_set(), "Local authorities", "VALUESET",
                [node(f"str:value:CILIF_AHC:V_F_CILIF_AHC:UK_COA_CODE:{self.value_set}:{c}", f"Place {c}", "VALUE") for c in [*codes, "XXZZZZZZZ"]]),
            date_set: node(date_set, "Year", "VALUESET",
                [node(f"str:value:CILIF_AHC:F_CILIF_DATE_AHC:DATE_NAME:C_CILIF_YEAR:{y}", f"{int(y) - 1}/{y[-2:]}", "VALUE") for y in years]),
        }  # fmt: skip
        if name not in tree:
            return Reply.of({"message": f"unknown {name}"}, 404)
        found = dict(tree[name])
        children = found.get("children", [])
        page = int(request.query.get("page", 0))
        reply_headers = {}
        if len(children) > (page + 1) * self.page:
            reply_headers["Link"] = f'<{self.base}/schema/{name}?page={page + 1}>; rel="next"'
        if children:
            found["children"] = children[page * self.page : (page + 1) * self.page]
        reply = Reply.of(found)
        reply.headers.update(reply_headers)
        return reply

    def _table(self, question: dict) -> Reply:
        area_field, date_field = (part[0] for part in question["dimensions"])
        area_maps = question["recodes"][area_field]["map"]
        date_maps = question["recodes"][date_field]["map"]
        if any(self.value_set not in uri for group in area_maps for uri in group):
            return Reply.of({"message": "unknown value set"}, 400)

        def count(group, dates):
            codes = [uri.rsplit(":", 1)[-1] for uri in group]
            return float(sum(self.counts.get((c, dates[0].rsplit(":", 1)[-1]), 0) for c in codes))

        values = [[count(group, dates) for dates in date_maps] for group in area_maps]
        items = [
            {"type": "RecodeItem", "uris": group, "labels": [f"Place {uri[-9:]}" for uri in group]}
            for group in area_maps
        ]
        if question["recodes"][area_field].get("total"):
            items.append({"type": "Total", "labels": ["Total"]})
            # Counts are perturbed one by one: the total is not the sum.
            values.append([sum(column) - 6 for column in zip(*values, strict=True)])
        dates = [{"type": "RecodeItem", "uris": group, "labels": ["a year"]} for group in date_maps]
        measure = question["measures"][0]
        return Reply.of(
            {
                "query": question, "database": {"id": "CILIF_AHC", "uri": question["database"]},
                "measures": [{"uri": measure, "label": "Children"}],
                "fields": [{"uri": area_field, "label": "Area", "items": items}, {"uri": date_field, "label": "Year", "items": dates}],
                "cubes": {measure: {"values": values, "precision": 0}}, "annotationMap": {"I": "text"},
            }
        )  # fmt: skip
