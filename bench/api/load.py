"""A bounded closed loop: so many connections, each sends its next request when the last answer is there."""

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Sample:
    """What one round saw; latencies in seconds."""

    seconds: float
    latencies: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @property
    def rps(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile_ms(self, share: float) -> float:
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Connection:
    """Keep-alive HTTP/1.1 on a socket, as little Python as can be: the generator shares the machine with what it measures."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None

    def ask(self, request: bytes) -> tuple[int, bytes]:
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(request)
        head, body = self.read_head()
        if b"transfer-encoding: chunked" in head.lower():
            body = self.read_chunks(body)
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
        while len(body) < length:
            body += self.read()
        if b"connection: close" in head.lower():
            self.close()
        return int(head[9:12]), body

    def read_head(self) -> tuple[bytes, bytes]:
        data = b""
        while b"\r\n\r\n" not in data:
            data += self.read()
        head, _, body = data.partition(b"\r\n\r\n")
        return head, body

    def read_chunks(self, data: bytes) -> bytes:
        while not data.endswith(b"0\r\n\r\n"):
            data += self.read()
        body = b""
        while True:
            size, _, data = data.partition(b"\r\n")
            if not (length := int(size, 16)):
                return body
            body, data = body + data[:length], data[length + 2 :]

    def read(self) -> bytes:
        assert self.socket is not None
        data = self.socket.recv(262_144)
        if not data:
            self.close()
            raise ConnectionError("the server closed the connection")
        return data

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
        self.socket = None


def run(port: int, request_of: Callable[[int], bytes], *, connections: int, seconds: float) -> Sample:
    """Ask for so long; `request_of(n)` is the n-th request of a connection."""
    sample, lock, end = Sample(seconds), threading.Lock(), time.perf_counter() + seconds

    def worker(number: int) -> None:
        connection, mine, failed, turn = Connection(port), [], [], number
        while time.perf_counter() < end:
            started = time.perf_counter()
            try:
                status, body = connection.ask(request_of(turn))
                mine.append(time.perf_counter() - started) if status < 300 else failed.append(f"{status} {body[:200]!r}")
            except OSError as error:
                failed.append(str(error))
                connection.close()
            turn += connections
        connection.close()
        with lock:
            sample.latencies += mine
            sample.failures += failed

    threads = [threading.Thread(target=worker, args=(number,)) for number in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sample
