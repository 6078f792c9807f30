"""A name server on loopback whose answers change from one question to the next, and a resolver that asks it.

Nothing of the lookup is made up: the C library's own resolver sends its questions to this server instead of the
machine's, so the product's ``getaddrinfo`` is the one it has in production.
"""

from __future__ import annotations

import ctypes
import socket
import struct
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

A, AAAA, INTERNET = 1, 28, 1
HEADER, QUESTION, RECORD = struct.Struct(">6H"), struct.Struct(">2H"), struct.Struct(">3HIH")
#: Where glibc keeps its name servers: after two int, one unsigned long and the count of them.
COUNT_AT, FIRST_AT = 16, 20


class Names:
    """Answers ``zone``: name -> what it answers the first time, the second, and so on; the last stays."""

    def __init__(self) -> None:
        self.zone: dict[str, list[list[str]]] = {}
        self.asked: Counter[str] = Counter()
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def serve(self) -> None:
        while True:
            said, who = self.socket.recvfrom(512)
            if not said:
                return
            self.socket.sendto(self._answer(said), who)

    def _answer(self, said: bytes) -> bytes:
        number = HEADER.unpack_from(said)[0]
        labels, at = [], HEADER.size
        while said[at]:
            labels.append(said[at + 1 : at + 1 + said[at]].decode())
            at += said[at] + 1
        end = at + 1 + QUESTION.size
        kind, name = QUESTION.unpack_from(said, at + 1)[0], ".".join(labels).lower()
        turns = self.zone.get(name, [[]])
        turn = turns[min(max(0, self.asked[name] - (kind == AAAA)), len(turns) - 1)]  # A comes first, AAAA beside it
        self.asked[name] += kind == A
        family = {A: socket.AF_INET, AAAA: socket.AF_INET6}.get(kind)
        found = [socket.inet_pton(family, text) for text in turn if family and (":" in text) == (kind == AAAA)]
        answer = HEADER.pack(number, 0x8580, 1, len(found), 0, 0) + said[HEADER.size : end]
        return answer + b"".join(RECORD.pack(0xC00C, kind, INTERNET, 0, len(raw)) + raw for raw in found)


@contextmanager
def name_server() -> Iterator[Names]:
    """Serve names, and have this thread's lookups ask there; all as it was afterwards."""
    names = Names()
    thread = threading.Thread(target=names.serve, daemon=True)
    thread.start()
    library = ctypes.CDLL(None)
    library.__res_state.restype = ctypes.c_void_p
    library.__res_init()
    try:
        state = library.__res_state()
        ctypes.c_int.from_address(state + COUNT_AT).value = 1
        place = struct.pack("=H", socket.AF_INET) + struct.pack(">H", names.port) + socket.inet_aton("127.0.0.1")
        ctypes.memmove(state + FIRST_AT, place.ljust(16, b"\0"), 16)
        yield names
    finally:
        library.__res_init()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", ("127.0.0.1", names.port))
        thread.join()
        names.socket.close()
