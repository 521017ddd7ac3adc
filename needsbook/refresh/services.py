"""The services asked, and how to reach them: addresses, certificates, waits they ask for."""

from __future__ import annotations

import email.utils
import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from needsbook.errors import SourceError

SERVICES: Mapping[str, str] = {
    "fingertips": "https://fingertips.phe.org.uk/api",
    "ees": "https://api.education.gov.uk/statistics/v1",
    "ees_content": "https://content.explore-education-statistics.service.gov.uk/api",
    "govuk": "https://www.gov.uk/api/content",
    "statxplore": "https://stat-xplore.dwp.gov.uk/webapi/rest/v1",
    "nomis": "https://www.nomisweb.co.uk/api/v01",
    "geoportal": "https://services1.arcgis.com/ESMARspQHYMw9BZ9/arcgis/rest/services",
}
CA_VARIABLES = ("NEEDSBOOK_CA_BUNDLE", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


@dataclass(frozen=True)
class Patience:
    """How long to wait for a publisher, in seconds, and how often to ask again."""

    connect: float = 10.0
    read: float = 120.0
    attempts: int = 5
    first_wait: float = 1.0
    longest_wait: float = 60.0
    jitter: float = 1.0
    spacing: float = 0.5
    whole: float = 900.0
    largest: int = 400_000_000


def service_url(service: str) -> str:
    """The base address of ``service``, without a slash at its end."""
    return os.environ.get(f"NEEDSBOOK_URL_{service.upper()}", SERVICES[service]).rstrip("/")


def certificates() -> ssl.SSLContext:
    """The certificates to trust: the system's, or those of the bundle the environment names."""
    for name in CA_VARIABLES:
        bundle = os.environ.get(name)
        if bundle:
            try:
                return ssl.create_default_context(cafile=bundle)
            except (OSError, ssl.SSLError) as error:
                raise SourceError(
                    f"the certificate bundle cannot be read: {error}",
                    f"environment variable {name}",
                    "point it at a PEM file",
                ) from None
    context = ssl.create_default_context()
    if not context.get_ca_certs():
        # Machines without system certificates: those that come with httpx.
        import certifi

        context.load_verify_locations(certifi.where())
    return context


def parse_retry_after(text: str, now: datetime) -> float | None:
    """Seconds to wait, from either form of the header; None if it has neither."""
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def asked_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds the server asks to wait: ``Retry-After``, or Stat-Xplore's moment of reset."""
    now = datetime.now(UTC)
    wait = parse_retry_after(headers.get("retry-after", ""), now)
    if wait is None:
        for name in ("x-ratelimit-reset-table", "x-ratelimit-reset"):
            if headers.get(name, "").isdigit():
                return max(0.0, int(headers[name]) / 1000 - now.timestamp())
    return wait
