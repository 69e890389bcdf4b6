"""Ways to keep a million answers in Redis: what an answer takes, and how long reading them takes."""

from __future__ import annotations

import argparse
import random
import struct
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
import redis
from rich.console import Console
from rich.table import Table

from crowd.store import keys, records
from crowd.store.server.supervisor import EmbeddedServer
from tools.outside_redis import outside_redis

AT_ONCE = 1000
POLL = "abcdefghijklmnop"
READ = 1 << 20  # bytes


class Answer(NamedTuple):
    """What has to be kept: 12 bytes of participant, 12 of fingerprints, a record of 20."""

    place: int
    participant: bytes
    fingerprints: bytes
    record: bytes

    @property
    def entry(self) -> bytes:
        return struct.pack("<I", self.place) + self.fingerprints


def answers(count: int) -> Iterator[Answer]:
    """So many answers, the same at each call."""
    chance = random.Random(1906)
    for place in range(count):
        value = float(round(chance.lognormvariate(6, 0.7)))
        record = records.pack_value(value) + struct.pack("<3I", 1_800_000_000 + place // 50, 0, 0)
        yield Answer(place, chance.randbytes(12), chance.randbytes(12), record)


def packed(pipeline: Any, answer: Answer, buckets: int) -> None:
    """A string of records, and hashes from participant to place and fingerprints."""
    pipeline.append("answers", answer.record)
    bucket = int.from_bytes(answer.participant[:2], "big") % buckets
    pipeline.hset(f"{{{POLL}}}:participants:{bucket}", answer.participant, answer.entry)


def one_hash(pipeline: Any, answer: Answer) -> None:
    """A hash from participant to the answer as MessagePack."""
    value = struct.unpack_from("<d", answer.record)[0]
    packed_answer = msgspec.msgpack.encode((value, answer.place, answer.fingerprints))
    pipeline.hset("answers", answer.participant, packed_answer)


def stream(pipeline: Any, answer: Answer) -> None:
    """A stream of records, and a set of participants."""
    pipeline.xadd("answers", {"r": answer.record, "f": answer.fingerprints})
    pipeline.sadd("participants", answer.participant)


def read_packed(client: Any) -> int:
    """NumPy reads the string as it is."""
    parts, start = [], 0
    while part := client.getrange("answers", start, start + READ - 1):
        parts.append(part)
        start += READ
    return int(np.frombuffer(b"".join(parts), records.RECORD)["value"].size)


def read_one_hash(client: Any) -> int:
    """All entries are decoded and put in order."""
    decode = msgspec.msgpack.Decoder(tuple[float, int, bytes]).decode
    found = [decode(value) for _, value in client.hscan_iter("answers", count=1000)]
    found.sort(key=lambda answer: answer[1])
    return int(np.array([answer[0] for answer in found]).size)


def read_stream(client: Any) -> int:
    """All entries are read and unpacked."""
    values, last = [], "-"
    while entries := client.xrange("answers", min=last, count=10_000):
        values += [struct.unpack_from("<d", fields[b"r"])[0] for _, fields in entries]
        last = "(" + entries[-1][0].decode()
    return int(np.array(values).size)


LAYOUTS: dict[str, tuple[Callable[[Any, Answer], None], Callable[[Any], int]]] = {
    f"{keys.BUCKETS:,} hashes + packed string (ours)": (
        lambda pipeline, answer: packed(pipeline, answer, keys.BUCKETS),
        read_packed,
    ),
    "1,024 hashes + packed string": (
        lambda pipeline, answer: packed(pipeline, answer, 1024),
        read_packed,
    ),
    "one hash + packed string": (
        lambda pipeline, answer: packed(pipeline, answer, 1),
        read_packed,
    ),
    "one hash of MessagePack": (one_hash, read_one_hash),
    "stream + set": (stream, read_stream),
}


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=1_000_000)
    count = parser.parse_args().answers
    table = Table(title=f"{count:,} answers: bytes for each, seconds until they are a NumPy array")
    table.add_column("layout")
    servers = {"bundled": bundled, "redis-server": outside}
    for server in servers:
        table.add_column(f"{server}, B", justify="right")
        table.add_column("s", justify="right")
    for name, (write, read) in LAYOUTS.items():
        cells = [name]
        for started in servers.values():
            with started() as client:
                cells += measured(client, write, read, count)
        table.add_row(*cells)
    Console(width=110).print(table)


def measured(
    client: Any, write: Callable[[Any, Answer], None], read: Callable[[Any], int], count: int
) -> tuple[str, str]:
    """Bytes of an answer, and seconds of reading all."""
    empty = client.info("memory")["used_memory_dataset"]
    pipeline = client.pipeline(transaction=False)
    for answer in answers(count):
        write(pipeline, answer)
        if len(pipeline) >= AT_ONCE:
            pipeline.execute()
    pipeline.execute()
    size = (client.info("memory")["used_memory_dataset"] - empty) / count
    begin = time.perf_counter()
    assert read(client) == count
    return f"{size:.1f}", f"{time.perf_counter() - begin:.3f}"


@contextmanager
def bundled() -> Iterator[redis.Redis]:
    """The server that comes with the service."""
    with (
        tempfile.TemporaryDirectory(prefix="crowd-bench-") as folder,
        EmbeddedServer(Path(folder) / "data") as server,
        redis.Redis.from_url(server.url) as client,
    ):
        yield client


@contextmanager
def outside() -> Iterator[redis.Redis]:
    """A server from the system's packages, with the settings that docs/operations.md asks for."""
    version = subprocess.run(["redis-server", "--version"], stdout=subprocess.PIPE, check=True)
    assert version.stdout
    with outside_redis() as url, redis.Redis.from_url(url) as client:
        yield client


if __name__ == "__main__":
    main()
