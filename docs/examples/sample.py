"""Draws the sample of `grantex-compliance verify PACK --sample SIZE` anew: python3 sample.py PACK SIZE"""
import hashlib, json, sys

data = open(sys.argv[1], "rb").read()
document = json.loads(data)
entries = document["auditEntries" if "auditEntries" in document else "entries"]
seed, n, drawn, counter = hashlib.sha256(data).hexdigest(), len(entries), [], 0
while len(drawn) < min(int(sys.argv[2]), n):
    digest = hashlib.sha256(f"grantex-compliance/sample/1:{seed}:{counter}".encode()).digest()
    number, counter = int.from_bytes(digest[:8], "big"), counter + 1
    if number < 2**64 // n * n and number % n not in drawn:
        drawn.append(number % n)
for draw, index in sorted(enumerate(drawn, 1), key=lambda pair: pair[1]):
    print(draw, index, entries[index]["entryId"])
