import hypothesis

from harness.fixtures import binary  # noqa: F401
from harness.openapi import EXAMPLES, LONG_EXAMPLES


def pytest_configure(config):
    """What Schemathesis makes of an operation: the same in every run, as many as it takes, with nothing kept between runs."""
    examples = LONG_EXAMPLES if config.getoption("--long") else EXAMPLES
    hypothesis.settings.register_profile("openapi", max_examples=examples, derandomize=True, deadline=None, database=None, print_blob=False,
                                         suppress_health_check=list(hypothesis.HealthCheck))
    hypothesis.settings.load_profile("openapi")
