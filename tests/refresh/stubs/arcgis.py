"""The Open Geography Portal's FeatureServer: errors with status 200, silent caps, renamed layers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from stubs.server import Reply, Request


@dataclass
class Layer:
    """Features as (properties, geometry); ``fields`` are the names of the properties."""

    features: list[tuple[dict, dict | None]]
    most: int = 2000


@dataclass
class ArcGisStub:
    layers: dict[str, Layer] = field(default_factory=dict)
    flag_at_exact_end: bool = False

    def __call__(self, request: Request) -> Reply:
        parts = request.path.strip("/").split("/")
        if parts == [""] or request.path in ("", "/"):
            return Reply.of(
                {"services": [{"name": name, "type": "FeatureServer"} for name in self.layers]}
            )
        name = parts[0]
        if name not in self.layers:
            return error(400, "Invalid URL", "Invalid URL")
        layer = self.layers[name]
        fields = list(layer.features[0][0])
        if parts[-1] != "query":
            return Reply.of(
                {"fields": [{"name": field} for field in ("FID", *fields)], "maxRecordCount": layer.most,
                 "objectIdField": "FID", "geometryType": "esriGeometryPolygon"}
            )  # fmt: skip
        q = request.query
        wanted = [word for word in q.get("outFields", "*").split(",") if word != "*"] or fields
        unknown = [
            field for field in [*wanted, q.get("orderByFields", wanted[0])] if field not in fields
        ]
        if unknown:
            return error(
                400,
                "Cannot perform query. Invalid query parameters.",
                f"'Invalid field: {unknown[0]}' parameter is invalid",
            )
        found = sorted(
            self._select(layer, q["where"]),
            key=lambda item: item[0].get(q.get("orderByFields", wanted[0])),
        )
        if q.get("returnCountOnly") == "true":
            return Reply.of({"count": len(found)})
        start = int(q.get("resultOffset", 0))
        size = min(int(q.get("resultRecordCount", layer.most)), layer.most)
        page = found[start : start + size]
        more = start + size < len(found) or (self.flag_at_exact_end and bool(page))
        rows = [{name: properties[name] for name in wanted} for properties, _ in page]
        if q.get("f") == "geojson":
            features = [
                {"type": "Feature", "id": start + n, "properties": row, "geometry": geometry}
                for n, (row, (_, geometry)) in enumerate(zip(rows, page, strict=True), start=1)
            ]
            content = {"type": "FeatureCollection", "features": features}
            if more:
                content["properties"] = {"exceededTransferLimit": True}
            return Reply.of(content)
        content = {"features": [{"attributes": row} for row in rows]}
        if more:
            content["exceededTransferLimit"] = True
        return Reply.of(content)

    def _select(self, layer: Layer, where: str):
        match = re.fullmatch(r"(\w+)\s*=\s*'([^']*)'", where)
        several = re.fullmatch(r"(\w+)\s+IN\s*\((.*)\)", where)
        if match:
            return [feature for feature in layer.features if feature[0].get(match[1]) == match[2]]
        if several:
            codes = re.findall(r"'([^']*)'", several[2])
            return [feature for feature in layer.features if feature[0].get(several[1]) in codes]
        return list(layer.features)


def error(code: int, message: str, detail: str = "") -> Reply:
    """An error as the service sends it: with status 200."""
    return Reply.of(
        {"error": {"code": code, "message": message, "details": [detail] if detail else []}}
    )
