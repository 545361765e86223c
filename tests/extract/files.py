"""Shared by the tests of this folder."""

import base64

PIPELINE = {"processors": [{"attachment": {"field": "data", "remove_binary": True}}]}


def attach(client, content, pipeline=None, **fields):
    """What _simulate makes of a document with this file: (`attachment`, None) or (None, the error)."""
    body = {"pipeline": pipeline or PIPELINE, "docs": [{"_source": {"data": base64.b64encode(content).decode(), **fields}}]}
    answer = client.post("/_ingest/pipeline/_simulate", body)
    assert answer.status == 200, answer
    [document] = answer.json()["docs"]
    if "error" in document:
        return None, document["error"]
    return document["doc"]["_source"].get("attachment"), None


def configured(folder, url, **more):
    """Arguments of a server that has the extraction service at `url`."""
    lines = [f"  {name}: {value}" for name, value in {"host": url, **more}.items()]
    path = folder / "headrace.yml"
    path.write_text("\n".join(["extraction_service:", *lines, "service:", "  max_file_download_size: 2000", ""]))
    return ("--config", str(path))
