"""Serve a policy of your own as an OpenAI-compatible model; with a port, `… serve_a_policy.py 8080`, for good."""

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from agents.experts import expert as policy  # any function from messages to the text of a reply
from fle_llm.llm import APIFactory


class Completions(BaseHTTPRequestHandler):
    """POST /v1/chat/completions, the one request that agents send."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Answer with what the policy says to the messages."""
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        text = policy(asked["messages"])
        words = [sum(len(str(message["content"]).split()) for message in asked["messages"]), len(text.split())]
        usage = {"prompt_tokens": words[0], "completion_tokens": words[1], "total_tokens": sum(words)}
        choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        head = {"id": "1", "object": "chat.completion", "created": int(time.time()), "model": asked["model"]}
        body = json.dumps({**head, "choices": [choice], "usage": usage}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 0), Completions)
print(f"try: python -m eval.run -m my-policy --base-url http://127.0.0.1:{server.server_port}/v1 -e 'Factorio-iron_*'")
if len(sys.argv) > 1:
    server.serve_forever()
threading.Thread(target=server.serve_forever, daemon=True).start()
model = APIFactory("my-policy", base_url=f"http://127.0.0.1:{server.server_port}/v1")
print(model.call([{"role": "user", "content": "- To be made: iron-plate\n\n## Step 1 of 64"}]).text[:200])
