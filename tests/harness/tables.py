"""What tests of sources of tables do again and again: a connector over a database, its own fields, its advanced rules, and one sync."""

from harness.sync import FINAL, ok, start_job, wait_for_status
from harness.wait import wait_until


def make_table_connector(client, service_type, connector, index, own):
    """Creates it and waits until the service has written the fields that its source knows; `own` are fields of ours, name to value."""
    ok(client.put(f"/_connector/{connector}", {"service_type": service_type, "index_name": index, "is_native": True}))
    wait_until("the service fills in the configuration", lambda: "host" in (ok(client.get(f"/_connector/{connector}")).get("configuration") or {}))
    if not own:
        return
    fields = ok(client.get(f"/_connector/{connector}"))["configuration"]
    fields |= {name: {"label": name, "type": "int" if isinstance(value, int) else "str", "required": False, "value": value}
               for name, value in own.items()}
    ok(client.put(f"/_connector/{connector}/_configuration", {"configuration": fields}))


def set_advanced_rules(client, rules, connector="c"):
    path = f"/_connector/{connector}/_filtering"
    ok(client.put(path, {"advanced_snippet": {"value": rules}}))
    ok(client.put(f"{path}/_validation", {"validation": {"state": "valid", "errors": []}}))
    ok(client.put(f"{path}/_activate"))


def end_of_sync(client, connector="c", job_type="full"):
    return wait_for_status(client, start_job(client, connector, job_type), *FINAL)
