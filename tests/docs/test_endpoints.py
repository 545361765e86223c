"""docs/reference/endpoints.md is true, and has no gap where the APIs of connectors, sync jobs and secrets are."""

import re

from endpoints_page import PAGE, page


def test_the_page_of_endpoints_is_what_the_tests_show():
    assert PAGE.read_text(encoding="utf-8") == page(), "python tests/docs/endpoints_page.py writes it anew"


def test_every_endpoint_of_connectors_jobs_and_secrets_has_cases_and_clients():
    rows = re.findall(r"^\| `(\w+ /_connector\S*)` \| (\d*) \| (.*) \|$", page(), re.MULTILINE)
    assert len(rows) == 35
    assert [row for row in rows if not row[1]] == []
    # No client has a method for it: all of them post, or put with an id.
    assert [row[0] for row in rows if not row[2]] == ["PUT /_connector"]
