"""The few messages of protocol buffers that a record of TensorFlow is made of, read without TensorFlow.

tensorflow/core/example/feature.proto and example.proto; the wire format is protobuf.dev/programming-guides/encoding.
"""

from collections.abc import Iterator

import numpy as np

from seqguard.core.plan import Array

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
Feature = Array | list[bytes]


def fields(data: memoryview) -> Iterator[tuple[int, int, memoryview | int]]:
    """(number, wire type, value) of each field of a message.

    Raises:
        ValueError: it is no message.
    """
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        number, wire = key >> 3, key & 7
        if wire == VARINT:
            value, at = varint(data, at)
            yield number, wire, value
            continue
        if wire == BYTES:
            length, at = varint(data, at)
        elif wire in (FIXED32, FIXED64):
            length = 4 if wire == FIXED32 else 8
        else:
            raise ValueError(f"a field of wire type {wire}")
        if at + length > len(data):
            raise ValueError("a field that is longer than its message")
        yield number, wire, data[at : at + length]
        at += length


def varint(data: memoryview, at: int) -> tuple[int, int]:
    """A number of variable length, and where the next field begins."""
    value = shift = 0
    while at < len(data) and shift < 70:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value & (2**64 - 1), at
    raise ValueError("a number without an end")


def example(record: bytes) -> dict[str, Feature]:
    """The features of a `tf.train.Example`, or of a `SequenceExample` with a row for each step.

    Raises:
        ValueError: it is neither.
    """
    found: dict[str, Feature] = {}
    for number, wire, value in fields(memoryview(record)):
        if wire != BYTES or not isinstance(value, memoryview) or number not in (1, 2):
            raise ValueError("no tf.train.Example")
        for name, inner in _entries(value):
            found[name] = _feature(inner) if number == 1 else _steps(inner)
    return found


def _entries(data: memoryview) -> Iterator[tuple[str, memoryview]]:
    """The entries of a map of text to messages."""
    for number, _, entry in fields(data):
        if number != 1 or not isinstance(entry, memoryview):
            raise ValueError("no tf.train.Example")
        name, inner = "", memoryview(b"")
        for key, _, value in fields(entry):
            if isinstance(value, memoryview):
                name, inner = (bytes(value).decode(), inner) if key == 1 else (name, value)
        yield name, inner


def _feature(data: memoryview) -> Feature:
    for number, _, value in fields(data):
        if not isinstance(value, memoryview):
            continue
        if number == 1:
            return [bytes(item) for _, _, item in fields(value) if isinstance(item, memoryview)]
        if number == 2:
            parts = [np.frombuffer(item, "<f4") for _, _, item in fields(value) if isinstance(item, memoryview)]
            return np.concatenate(parts) if parts else np.zeros(0, "<f4")
        if number == 3:
            return _integers(value)
    return np.zeros(0, np.float32)


def _integers(data: memoryview) -> Array:
    whole: list[int] = []
    for _, _, value in fields(data):
        if isinstance(value, int):
            whole.append(value)
            continue
        at = 0
        while at < len(value):
            number, at = varint(value, at)
            whole.append(number)
    return np.array(whole, np.uint64).astype(np.int64)


def _steps(data: memoryview) -> Feature:
    """(steps, values) of a feature list."""
    rows = [_feature(value) for _, _, value in fields(data) if isinstance(value, memoryview)]
    numbers = [row for row in rows if isinstance(row, np.ndarray)]
    if len(numbers) < len(rows) or len({len(row) for row in numbers}) != 1:
        raise ValueError("a feature list whose steps are text, or differ in length")
    return np.stack(numbers)
