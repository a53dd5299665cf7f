"""Shows that editors complete and validate the files: a session with yaml-language-server over the published schemas.

    npm install yaml-language-server
    python tools/editor.py node_modules/yaml-language-server/bin/yaml-language-server

Prints what the server completes in a factor file and what it says of a broken one; exits 1 where it says nothing.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = (ROOT / "schemas" / "any.json").as_uri()
START = "kind: factor\nid: own.gas\nquantity: density\n\n"
BROKEN = "kind: factor\nid: own.gas\nquantity: density\nunitt: kg/m3\n"


class Server:
    """One session; requests wait for their answer, notifications are gathered."""

    def __init__(self, program: str) -> None:
        command = ["node", program, "--stdio"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.number = 0
        self.diagnostics: dict[str, list[Any]] = {}

    def send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
        self.process.stdin.flush()

    def read(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        length = 0
        while line := self.process.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        found: dict[str, Any] = json.loads(self.process.stdout.read(length))
        if found.get("method") == "workspace/configuration":
            schemas = {SCHEMA: "*.yaml"}
            settings = {"schemas": schemas, "validate": True, "completion": True, "schemaStore": {"enable": False}}
            items = [settings if one.get("section") == "yaml" else {} for one in found["params"]["items"]]
            self.send({"id": found["id"], "result": items})
        elif "method" in found and "id" in found:
            self.send({"id": found["id"], "result": None})
        if found.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics[found["params"]["uri"]] = found["params"]["diagnostics"]
        return found

    def ask(self, method: str, parameters: dict[str, Any]) -> Any:
        self.number += 1
        self.send({"id": self.number, "method": method, "params": parameters})
        while True:
            found = self.read()
            if found.get("id") == self.number and "method" not in found:
                return found.get("result")

    def open(self, uri: str, text: str) -> None:
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.send({"method": "textDocument/didOpen", "params": {"textDocument": document}})


def main(arguments: list[str]) -> int:
    server = Server(arguments[0])
    capabilities = {"workspace": {"configuration": True}, "textDocument": {"completion": {"completionItem": {}}}}
    server.ask("initialize", {"processId": None, "rootUri": ROOT.as_uri(), "capabilities": capabilities})
    server.send({"method": "initialized", "params": {}})
    server.send({"method": "workspace/didChangeConfiguration", "params": {"settings": {}}})
    whole, broken = "file:///library/gas.yaml", "file:///library/broken.yaml"
    server.open(whole, START)
    server.open(broken, BROKEN)
    while not (server.diagnostics.get(whole) and server.diagnostics.get(broken)):
        server.read()
    place = {"textDocument": {"uri": whole}, "position": {"line": 3, "character": 0}}
    answer = server.ask("textDocument/completion", place)
    labels = sorted(one["label"] for one in (answer["items"] if isinstance(answer, dict) else answer or []))
    print("completes:", ", ".join(labels))
    said = [one["message"] for one in server.diagnostics.get(broken, [])]
    for message in said:
        print("says:", message)
    server.process.kill()
    sound = {"unit", "values", "region"} <= set(labels) and any("unitt" in message for message in said)
    print("ok" if sound else "not as expected")
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
