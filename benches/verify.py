"""The same plain verifier in Python, standard library only: python3 benches/verify.py FILE

Contents and links, as `tests/reference/plain.mjs`; formats C, B and A. Prints one line of JSON like the other contenders.
"""

import hashlib
import json
import resource
import sys
import time
from json.encoder import encode_basestring as quoted


def number(value):
    """A float as ECMAScript's Number::toString writes it, from Python's digits, which are the shortest too."""
    if abs(value) < 2**53 and value == int(value):
        return str(int(value))
    sign, digits = ("-", repr(-value)) if value < 0 else ("", repr(value))
    mantissa, _, exponent = digits.partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    point = len(whole) + int(exponent or 0)
    digits = (whole + fraction).lstrip("0")
    point -= len(whole + fraction) - len(digits)
    digits = digits.rstrip("0")
    if 0 < point <= 21:
        return sign + (digits + "0" * (point - len(digits)) if len(digits) <= point else digits[:point] + "." + digits[point:])
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + digits
    tail = ("." + digits[1:] if len(digits) > 1 else "") + "e" + ("+" if point > 0 else "-") + str(abs(point - 1))
    return sign + digits[0] + tail


def utf16(text):
    return text.encode("utf-16-be", "surrogatepass")


def text_of(value, in_order):
    """JSON as JavaScript writes it; `in_order` gives an object's keys."""
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, int):
        # JavaScript has doubles only.
        return str(value) if -(2**53) <= value <= 2**53 else number(float(value))
    if isinstance(value, float):
        return number(value)
    if isinstance(value, list):
        return "[" + ",".join([text_of(item, in_order) for item in value]) + "]"
    return "{" + ",".join([quoted(key) + ":" + text_of(value[key], in_order) for key in in_order(value)]) + "}"


def in_canonical_order(members):
    return sorted(members) if all(map(str.isascii, members)) else sorted(members, key=utf16)


def start(entry, metadata):
    return (
        f'{{"id":{quoted(entry["entryId"])},"agentId":{quoted(entry["agentId"])},"agentDid":{quoted(entry["agentDid"])}'
        f',"grantId":{quoted(entry["grantId"])},"principalId":{quoted(entry["principalId"])}'
        f',"developerId":{quoted(entry["developerId"])},"action":{quoted(entry["action"])}'
        f',"metadata":{metadata},"timestamp":{quoted(entry["timestamp"])}'
    )


def preimages(entry):
    previous = "null" if entry["prevHash"] is None else quoted(entry["prevHash"])
    status = quoted(entry["status"])
    yield f'{start(entry, text_of(entry["metadata"], in_canonical_order))},"prevHash":{previous},"status":{status}}}'
    as_received = start(entry, text_of(entry["metadata"], list))
    yield f'{as_received},"prevHash":{previous},"status":{status}}}'
    yield f'{as_received},"previousHash":{previous}}}'


def verify(document):
    entries = json.loads(document)["auditEntries"]
    previous = None
    for index, entry in enumerate(entries):
        if not any(hashlib.sha256(text.encode()).hexdigest() == entry["hash"] for text in preimages(entry)):
            return False, index
        if index > 0 and entry["prevHash"] != previous:
            return False, index
        previous = entry["hash"]
    return True, len(entries)


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def timed(document):
    begun = time.perf_counter()
    answer = verify(document)
    return (time.perf_counter() - begun) * 1000, answer


def main():
    with open(sys.argv[1], "rb") as file:
        document = file.read()
    before = peak()
    first, (valid, entries) = timed(document)
    grown = peak() - before
    warm, warmed_up = [], first
    # As many calls as `contender.mjs` makes.
    while warmed_up < 500:
        warmed_up += timed(document)[0]
    while not warm or (len(warm) < 5 and sum(warm) < 500):
        warm.append(timed(document)[0])
    print(json.dumps({"first": first, "warm": warm, "peakBytes": grown, "valid": valid, "entries": entries}))


main()
