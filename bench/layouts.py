"""Compare layouts of a million answers in Redis: bytes per answer, and seconds to read all."""

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
from tools.outside_redis import running_redis

BATCH_SIZE = 1000
POLL_ID = "abcdefghijklmnop"
CHUNK_BYTES = 1 << 20  # bytes


class StoredAnswer(NamedTuple):
    """What is stored of an answer: 12 bytes of participant, 12 of fingerprints, a record of 20."""

    place: int
    participant: bytes
    fingerprints: bytes
    record: bytes

    @property
    def entry(self) -> bytes:
        return struct.pack("<I", self.place) + self.fingerprints


def generate_answers(count: int) -> Iterator[StoredAnswer]:
    """Generate answers, the same at each call."""
    chance = random.Random(1906)
    for place in range(count):
        value = float(round(chance.lognormvariate(6, 0.7)))
        record = records.pack_value(value) + struct.pack("<3I", 1_800_000_000 + place // 50, 0, 0)
        yield StoredAnswer(place, chance.randbytes(12), chance.randbytes(12), record)


def write_packed(pipeline: Any, answer: StoredAnswer, buckets: int) -> None:
    """Write to a string of records, and to hashes from participant to position and fingerprints."""
    pipeline.append("answers", answer.record)
    bucket = int.from_bytes(answer.participant[:2], "big") % buckets
    pipeline.hset(f"{{{POLL_ID}}}:participants:{bucket}", answer.participant, answer.entry)


def write_one_hash(pipeline: Any, answer: StoredAnswer) -> None:
    """Write to a hash from participant to the answer as MessagePack."""
    value = struct.unpack_from("<d", answer.record)[0]
    packed_answer = msgspec.msgpack.encode((value, answer.place, answer.fingerprints))
    pipeline.hset("answers", answer.participant, packed_answer)


def write_stream(pipeline: Any, answer: StoredAnswer) -> None:
    """Write to a stream of records, and to a set of participants."""
    pipeline.xadd("answers", {"r": answer.record, "f": answer.fingerprints})
    pipeline.sadd("participants", answer.participant)


def read_packed(client: Any) -> int:
    """Read the string as a NumPy array."""
    parts, start = [], 0
    while part := client.getrange("answers", start, start + CHUNK_BYTES - 1):
        parts.append(part)
        start += CHUNK_BYTES
    return int(np.frombuffer(b"".join(parts), records.RECORD)["value"].size)


def read_one_hash(client: Any) -> int:
    """Decode all entries and sort them."""
    decode = msgspec.msgpack.Decoder(tuple[float, int, bytes]).decode
    found = [decode(value) for _, value in client.hscan_iter("answers", count=1000)]
    found.sort(key=lambda answer: answer[1])
    return int(np.array([answer[0] for answer in found]).size)


def read_stream(client: Any) -> int:
    """Read and unpack all entries."""
    values, last = [], "-"
    while entries := client.xrange("answers", min=last, count=10_000):
        values += [struct.unpack_from("<d", fields[b"r"])[0] for _, fields in entries]
        last = "(" + entries[-1][0].decode()
    return int(np.array(values).size)


LAYOUTS: dict[str, tuple[Callable[[Any, StoredAnswer], None], Callable[[Any], int]]] = {
    f"{keys.BUCKETS:,} hashes + packed string (ours)": (
        lambda pipeline, answer: write_packed(pipeline, answer, keys.BUCKETS),
        read_packed,
    ),
    "1,024 hashes + packed string": (
        lambda pipeline, answer: write_packed(pipeline, answer, 1024),
        read_packed,
    ),
    "one hash + packed string": (
        lambda pipeline, answer: write_packed(pipeline, answer, 1),
        read_packed,
    ),
    "one hash of MessagePack": (write_one_hash, read_one_hash),
    "stream + set": (write_stream, read_stream),
}


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=1_000_000)
    count = parser.parse_args().answers
    table = Table(title=f"{count:,} answers: bytes for each, seconds until they are a NumPy array")
    table.add_column("layout")
    servers = {"bundled": bundled_server, "redis-server": outside_server}
    for server in servers:
        table.add_column(f"{server}, B", justify="right")
        table.add_column("s", justify="right")
    for name, (write, read) in LAYOUTS.items():
        cells = [name]
        for started in servers.values():
            with started() as client:
                cells += measure(client, write, read, count)
        table.add_row(*cells)
    Console(width=110).print(table)


def measure(
    client: Any, write: Callable[[Any, StoredAnswer], None], read: Callable[[Any], int], count: int
) -> tuple[str, str]:
    """Return the bytes of an answer, and the seconds to read all."""
    empty = client.info("memory")["used_memory_dataset"]
    pipeline = client.pipeline(transaction=False)
    for answer in generate_answers(count):
        write(pipeline, answer)
        if len(pipeline) >= BATCH_SIZE:
            pipeline.execute()
    pipeline.execute()
    size = (client.info("memory")["used_memory_dataset"] - empty) / count
    begin = time.perf_counter()
    assert read(client) == count
    return f"{size:.1f}", f"{time.perf_counter() - begin:.3f}"


@contextmanager
def bundled_server() -> Iterator[redis.Redis]:
    """Provide a client of the bundled server."""
    with (
        tempfile.TemporaryDirectory(prefix="crowd-bench-") as folder,
        EmbeddedServer(Path(folder) / "data") as server,
        redis.Redis.from_url(server.url) as client,
    ):
        yield client


@contextmanager
def outside_server() -> Iterator[redis.Redis]:
    """Provide a client of redis-server, with the settings that docs/operations.md asks for."""
    version = subprocess.run(["redis-server", "--version"], stdout=subprocess.PIPE, check=True)
    assert version.stdout
    with running_redis() as url, redis.Redis.from_url(url) as client:
        yield client


if __name__ == "__main__":
    main()
