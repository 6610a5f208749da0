"""Clients that keep their connections and ask as soon as they are answered: a closed loop over bare sockets.

    python bench/clients.py PORT PATH CLIENTS SECONDS < BODIES

One JSON body a line. Prints one JSON document: requests, seconds, and latencies at some quantiles in milliseconds.
Nothing of the answer is read but its status and its end, so that the clients are never the slower side.
"""

import asyncio
import json
import sys
import time

import uvloop


class Client(asyncio.Protocol):
    """One connection; asks until the time is over."""

    def __init__(self, requests: list[bytes], first: int, until: float, done: asyncio.Future) -> None:
        self.requests, self.at, self.until, self.done = requests, first, until, done
        self.latencies: list[float] = []
        self.buffer = b""

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Ask at once."""
        self.transport = transport
        self.ask()

    def ask(self) -> None:
        """Send the next request."""
        self.asked = time.perf_counter()
        self.transport.write(self.requests[self.at % len(self.requests)])
        self.at += 1

    def data_received(self, data: bytes) -> None:
        """Wait for the whole answer, then go on."""
        self.buffer += data
        head, end, body = self.buffer.partition(b"\r\n\r\n")
        if not end or len(body) < int(head.lower().partition(b"content-length:")[2].split(None, 1)[0]):
            return
        now = time.perf_counter()
        if not head.startswith(b"HTTP/1.1 200"):
            self.done.set_exception(RuntimeError(self.buffer.decode()))
            self.transport.close()
            return
        self.latencies.append(now - self.asked)
        self.buffer = b""
        if now < self.until:
            self.ask()
        else:
            self.done.set_result(None)
            self.transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        """End with what went wrong, if it was not the end."""
        if not self.done.done():
            self.done.set_exception(error or RuntimeError("the server hung up"))


async def load(port: int, path: str, clients: int, seconds: float, bodies: list[bytes]) -> dict:
    """Ask for so many seconds with so many clients."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
    requests = [f"{head}{len(body)}\r\n\r\n".encode() + body for body in bodies]
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    done = [loop.create_future() for _ in range(clients)]
    made = [
        await loop.create_connection(
            lambda number=number: Client(requests, 31 * number, began + seconds, done[number]),
            "127.0.0.1",
            port,
        )
        for number in range(clients)
    ]
    await asyncio.gather(*done)
    took = time.perf_counter() - began
    latencies = sorted(latency for _, client in made for latency in client.latencies)
    quantiles = {
        name: round(1000 * latencies[int(share * (len(latencies) - 1))], 4)
        for name, share in (("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("max", 1.0))
    }
    return {"requests": len(latencies), "seconds": took, **quantiles}


if __name__ == "__main__":
    port, path, clients, seconds = sys.argv[1:]
    lines = sys.stdin.buffer.read().splitlines()
    print(json.dumps(uvloop.run(load(int(port), path, int(clients), float(seconds), lines))))
