"""A verifier of bundles written from docs/trail-format.md alone.

It imports nothing but the standard library, and nothing of the package: what it accepts, anybody could accept who has
read the page. It checks bytes, tree, signatures, envelopes and the states of conditions; making decisions again needs
the rules.

    python independent.py BUNDLE [KEY…]        prints a line for each fault; exit status 0 or 1
"""

# mypy: ignore-errors

import base64
import hashlib
import hmac
import json
import re
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path

EMPTY = hashlib.sha256().digest()
KINDS = {"decision", "batch", "override", "erasure", "checkpoint", "warning", "note"}
LEAF_MEMBERS = {
    "schema", "kind", "ledger", "sequence", "key", "recorded_at", "previous", "subjects", "payload", "content",
}  # fmt: skip


def sha(content):
    return hashlib.sha256(content).digest()


def canonical(value):
    """RFC 8785 for values without fractions: keys sorted by their UTF-16 form."""
    if isinstance(value, dict):
        items = sorted(value.items(), key=lambda item: item[0].encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(canonical(key) + ":" + canonical(each) for key, each in items) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def parsed(content):
    def refuse(text):
        raise ValueError("a fraction")

    def pairs(items):
        keys = [key for key, _ in items]
        if len(set(keys)) != len(keys):
            raise ValueError("a key twice")
        return dict(items)

    value = json.loads(content, parse_float=refuse, parse_constant=refuse, object_pairs_hook=pairs)
    if canonical(value).encode() != content:
        raise ValueError("not canonical")
    return value


def too_much(value, depth=0):
    """Return whether a whole number is too large, or something is nested too deep."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return False
    if isinstance(value, int):
        return depth > 100 or abs(value) > 2**53 - 1
    inner = value.values() if isinstance(value, dict) else value
    return depth > 100 or any(too_much(each, depth + 1) for each in inner)


def root_over(hashes):
    if not hashes:
        return EMPTY
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << ((len(hashes) - 1).bit_length() - 1)
    return sha(b"\x01" + root_over(hashes[:split]) + root_over(hashes[split:]))


def proved(leaf, index, size, path, root):
    """RFC 9162, section 2.1.3.2, read as recursion: walk down to the leaf, then hash upwards."""
    if not 0 <= index < size:
        return False
    sides = []
    start, end = 0, size
    while end - start > 1:
        split = start + (1 << ((end - start - 1).bit_length() - 1))
        if index < split:
            sides.append("right")
            end = split
        else:
            sides.append("left")
            start = split
    if len(sides) != len(path):
        return False
    for side, other in zip(reversed(sides), path, strict=True):
        leaf = sha(b"\x01" + (other + leaf if side == "left" else leaf + other))
    return leaf == root


# Ed25519 as in RFC 8032, section 6

P = 2**255 - 19
D = -121665 * pow(121666, P - 2, P) % P
Q = 2**252 + 27742317777372353535851937790883648493
SQRT_M1 = pow(2, (P - 1) // 4, P)


def added(one, other):
    a, b = (one[1] - one[0]) * (other[1] - other[0]) % P, (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f, g * h, f * g, e * h)


def times(factor, point):
    result = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            result = added(result, point)
        point = added(point, point)
        factor >>= 1
    return result


def same_point(one, other):
    return (one[0] * other[2] - other[0] * one[2]) % P == 0 and (one[1] * other[2] - other[1] * one[2]) % P == 0


def x_of(y, sign):
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P)
    if x2 % P == 0:
        return None if sign else 0
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P != 0:
        x = x * SQRT_M1 % P
    if (x * x - x2) % P != 0:
        return None
    return P - x if (x & 1) != sign else x


GY = 4 * pow(5, P - 2, P) % P
GX = x_of(GY, 0)
G = (GX, GY, 1, GX * GY % P)


def point_in(content):
    y = int.from_bytes(content, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = x_of(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def signed(public, message, signature):
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r = point_in(public), point_in(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= Q:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % Q
    return same_point(times(s, G), added(r, times(h, a)))


# AES-256-GCM (FIPS 197, SP 800-38D) and HKDF-SHA-256 (RFC 5869), for sealed values


def doubled(byte):
    return (byte << 1) ^ 0x11B if byte & 0x80 else byte << 1


def substitutions():
    logs, powers, x = {}, [], 1
    for exponent in range(255):
        powers.append(x)
        logs[x] = exponent
        x ^= doubled(x)
    box = []
    for byte in range(256):
        y = powers[(255 - logs[byte]) % 255] if byte else 0
        turned = [((y << n) | (y >> (8 - n))) & 0xFF for n in range(5)]
        box.append(turned[0] ^ turned[1] ^ turned[2] ^ turned[3] ^ turned[4] ^ 0x63)
    return box


BOX = substitutions()


def round_keys(key):
    words = [list(key[at : at + 4]) for at in range(0, 32, 4)]
    constant = 1
    for at in range(8, 60):
        word = words[-1]
        if at % 8 == 0:
            word = [BOX[each] for each in word[1:] + word[:1]]
            word[0] ^= constant
            constant = doubled(constant)
        elif at % 8 == 4:
            word = [BOX[each] for each in word]
        words.append([one ^ other for one, other in zip(words[at - 8], word, strict=True)])
    return [[byte for word in words[at : at + 4] for byte in word] for at in range(0, 60, 4)]


def block(keys, content):
    state = [one ^ other for one, other in zip(content, keys[0], strict=True)]
    for number, key in enumerate(keys[1:], 1):
        state = [BOX[state[(at + 4 * (at % 4)) % 16]] for at in range(16)]
        if number < 14:
            mixed = []
            for at in range(0, 16, 4):
                a = state[at : at + 4]
                whole = a[0] ^ a[1] ^ a[2] ^ a[3]
                mixed += [a[n] ^ whole ^ doubled(a[n] ^ a[(n + 1) % 4]) for n in range(4)]
            state = mixed
        state = [one ^ other for one, other in zip(state, key, strict=True)]
    return bytes(state)


def hashed_blocks(h, content):
    result = 0
    for at in range(0, len(content), 16):
        x, z, v = result ^ int.from_bytes(content[at : at + 16].ljust(16, b"\0"), "big"), 0, h
        for bit in range(127, -1, -1):
            z ^= v if x >> bit & 1 else 0
            v = v >> 1 ^ (0xE1 << 120 if v & 1 else 0)
        result = z
    return result


def opened(key, nonce, sealed_text, place):
    """Return what was sealed; a ValueError if it does not open."""
    keys = round_keys(key)
    content, tag = sealed_text[:-16], sealed_text[-16:]
    stream = b"".join(
        block(keys, nonce + number.to_bytes(4, "big")) for number in range(2, 2 + (len(content) + 15) // 16)
    )
    padded = [each + b"\0" * (-len(each) % 16) for each in (place, content)]
    sizes = (8 * len(place)).to_bytes(8, "big") + (8 * len(content)).to_bytes(8, "big")
    found = hashed_blocks(int.from_bytes(block(keys, bytes(16)), "big"), b"".join(padded) + sizes)
    mask = int.from_bytes(block(keys, nonce + b"\0\0\0\1"), "big")
    if len(nonce) != 12 or len(tag) != 16 or (found ^ mask).to_bytes(16, "big") != tag:
        raise ValueError("it does not open")
    return bytes(one ^ other for one, other in zip(content, stream, strict=False))


def key_of(data_keys):
    secret = hmac.new(bytes(32), b"".join(data_keys), hashlib.sha256).digest()
    return hmac.new(secret, b"postloan-rules/seal/1\x01", hashlib.sha256).digest()


# Checkpoints


def key_in(line: str) -> tuple[str, bytes, bytes]:
    name, key_id, encoded = line.strip().split("+", 2)
    content = base64.b64decode(encoded, validate=True)
    public = content[1:]
    if content[:1] != b"\x01" or len(public) != 32:
        raise ValueError("no Ed25519 key")
    if sha(name.encode() + b"\n\x01" + public)[:4].hex() != key_id:
        raise ValueError("another id")
    return name, bytes.fromhex(key_id), public


def checkpoint_in(note):
    body, _, lines = note.partition("\n\n")
    origin, size, root = body.split("\n")
    if not re.fullmatch("0|[1-9][0-9]*", size) or not origin or not lines.endswith("\n"):
        raise ValueError("no checkpoint")
    root = base64.b64decode(root, validate=True)
    signatures = []
    for line in lines.split("\n")[:-1]:
        found = re.fullmatch("— (.+) ([A-Za-z0-9+/]+=*)", line)
        content = base64.b64decode(found[2], validate=True)
        if base64.b64encode(content).decode() != found[2]:
            raise ValueError("not in its one form")
        signatures.append((found[1], content[:4], content[4:]))
    if len(root) != 32 or base64.b64encode(root).decode() != body.split("\n")[2]:
        raise ValueError("no root")
    return origin, int(size), root, signatures, (body + "\n").encode()


def is_trusted(checkpoint, keys):
    _, _, _, signatures, text = checkpoint
    for name, key_id, public in keys:
        mine = [each for each in signatures if each[:2] == (name, key_id)]
        if len(mine) == 1 and signed(public, text, mine[0][2]):
            return True
    return False


# Conditions

STATES = {"true": True, "false": False, "unknown": None}


def every(states):
    return False if False in states else None if None in states else True


def some(states):
    return True if True in states else None if None in states else False


def ends(value):
    if "number" in value:
        return (Fraction(value["number"]),) * 2
    if "low" in value:
        over = Fraction(value.get("over", "1"))
        return Fraction(value["low"]) / over, Fraction(value["high"]) / over
    ((kind, content),) = value.items()
    if kind not in ("text", "date", "place", "boolean"):
        raise ValueError("no value")
    return ((kind, content),) * 2


def compared(operator, left, right):
    if "unknown" in left or "unknown" in right:
        return None
    if operator in (">", ">="):
        return compared("<" if operator == ">" else "<=", right, left)
    (low, high), (least, most) = ends(left), ends(right)
    if operator in ("=", "!="):
        equal = True if low == high == least == most else False if high < least or most < low else None
        return equal if operator == "=" or equal is None else not equal
    if operator == "<":
        return True if high < least else False if low >= most else None
    return True if high <= least else False if low > most else None


def state_of(condition):
    if "connective" in condition:
        states = [STATES[each["state"]] for each in condition["parts"]]
        if condition["connective"] == "not":
            (state,) = states
            return None if state is None else not state
        return {"all": every, "any": some}[condition["connective"]](states)
    test = condition["test"]
    operator = test["operator"]
    if operator in ("some", "every"):
        if test["members"] is None:
            return None
        neutral = operator == "every"
        states = [STATES[each["state"]] for each in test["members"]]
        states = [
            state if each["sure"] else (neutral if state is neutral else None)
            for each, state in zip(test["members"], states, strict=True)
        ]
        return every(states) if neutral else some(states)
    left = test["left"]
    if operator == "known":
        return "unknown" not in left
    if operator == "is":
        return None if "unknown" in left else left["boolean"]
    if operator == "within":
        hits = [each in test["right"]["possible"] for each in left["possible"]]
        return bool(hits) if all(hits) else None if any(hits) else False
    if operator == "among":
        return some([compared("=", left, each) for each in test["right"]])
    if operator not in ("=", "!=", "<", "<=", ">", ">="):
        raise ValueError("no operator")
    return compared(operator, left, test["right"])


def conditions(value):
    if isinstance(value, dict):
        if "state" in value and ("test" in value or "connective" in value):
            yield value
        for each in value.values():
            yield from conditions(each)
    elif isinstance(value, list):
        for each in value:
            yield from conditions(each)


def sealed(value, place=""):
    if isinstance(value, dict):
        inner = value.get("sealed")
        is_one = set(value) == {"sealed"} and isinstance(inner, dict) and set(inner) == {"commitment", "parties"}
        if is_one and isinstance(inner["commitment"], str):
            yield place, inner
            return
        for name, each in value.items():
            yield from sealed(each, place + "/" + name.replace("~", "~0").replace("/", "~1"))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from sealed(each, f"{place}/{number}")


def opens(envelope, data_keys, place):
    """Return whether an envelope opens, or has lost a key for good."""
    if any(each not in data_keys for each in envelope["parties"]):
        return True
    key = key_of([data_keys[each] for each in envelope["parties"]])
    try:
        opened(key, bytes.fromhex(envelope["nonce"]), bytes.fromhex(envelope["ciphertext"]), canonical(place).encode())
    except ValueError:
        return False
    return True


# Batches


def batch_faults(payload):
    manifest = payload["manifest"]
    if set(payload) != {"manifest", "pack_archive", "roots", "root"} or manifest["schema"] != "postloan-rules/run/1":
        yield "it is no batch"
    counts = manifest["counts"]
    if counts["read"] != counts["decided"] + counts["rejected"]:
        yield "its counts do not add up"
    leaves = [sha(b"\x00" + bytes.fromhex(each)) for each in payload["roots"]]
    if len(leaves) != len(manifest["parts"]) or root_over(leaves).hex() != payload["root"]:
        yield "its root is not that of its parts"


def row_proved(row, payload):
    rows = payload["manifest"]["parts"][row["part"]]["rows"]
    leaf = sha(b"\x00" + bytes.fromhex(row["salt"]) + row["content"].encode())
    path = [bytes.fromhex(each) for each in row["path"]]
    root = bytes.fromhex(payload["roots"][row["part"]])
    return row["part"] >= 0 and rows == row["rows"] and proved(leaf, row["row"], rows, path, root)


# Overrides


def override_faults(payload):
    """Yield what a recorded override lacks."""
    if "withdraws" in payload:
        if set(payload) != {"withdraws", "subject", "by", "reason_code"}:
            yield "a withdrawal has another form"
        return
    needs, values = payload["needs"], payload["values"]
    place = 1 if payload["outcome"] is None else values.index(payload["outcome"]) - values.index(payload["chosen"])
    if payload["direction"] != ("same" if place == 0 else "better" if place > 0 else "worse"):
        yield "its direction is another"
    people = 2 if needs["second_person"] or place > 0 else 1
    if len(payload["approved_by"]) < people or len(set(payload["approved_by"])) != len(payload["approved_by"]):
        yield "too few people approved it"
    digests = {each for each in payload["evidence"] if re.fullmatch("sha256:[0-9a-f]{64}", each)}
    if len(digests) < needs["evidence"] or len(digests) != len(set(payload["evidence"])):
        yield "it has too little evidence"
    starts, expires, as_of = (date.fromisoformat(payload[name]) for name in ("starts_on", "expires_on", "as_of"))
    if not 0 < (expires - starts).days <= needs["longest_days"] or starts < as_of:
        yield "it holds for a time that is not allowed"
    if not payload["reason_code"] or not payload["authority"]:
        yield "it names no reason or no authority"


def shown_override_faults(payload, overrides):
    shown, said = payload["overridden"], payload["decision"]
    made = overrides.get(shown["sequence"])
    if (
        made is None
        or any(made[name] != shown[name] for name in ("chosen", "direction", "expires_on"))
        or made["decision"] != said["decision"]
        or not made["starts_on"] <= said["as_of"] < made["expires_on"]
        or made["subject"] not in [each["pseudonym"] for each in payload["parties"].values()]
    ):
        yield "the override that it shows was not recorded so"


# The bundle


def faults_in(folder: Path, keys: list[tuple[str, bytes, bytes]] | None = None) -> list[str]:
    files = {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()}
    if "manifest.json" not in files:
        return ["there is no manifest"]
    try:
        return list(checked(folder, files, list(keys or ())))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        return [f"the bundle cannot be read: {error!r}"]


def lines(folder, files, name):
    content = (folder / name).read_bytes() if name in files else b""
    if content and not content.endswith(b"\n"):
        raise ValueError(f"{name}: a line has no end")
    return content.split(b"\n")[:-1]


def checked(folder, files, keys):
    manifest = parsed((folder / "manifest.json").read_bytes())
    if (
        manifest["schema"] != "postloan-rules/bundle/1"
        or manifest["kind"] not in ("whole", "part")
        or too_much(manifest)
    ):
        yield "another schema"
    for name, digest in manifest["files"].items():
        if name not in files:
            yield f"{name} is missing"
        elif "sha256:" + sha((folder / name).read_bytes()).hex() != digest:
            yield f"{name} was changed"
    for name in files - set(manifest["files"]) - {"manifest.json"}:
        yield f"{name} is not in the manifest"
    trusted = bool(keys)
    if not keys:
        keys = [key_in(line.decode()) for line in lines(folder, files, "keys.txt")]
    notes = (folder / "checkpoints.txt").read_text(encoding="utf-8") if "checkpoints.txt" in files else ""
    if notes and not notes.endswith("---\n"):
        yield "the last checkpoint has no end"
    checkpoints = [checkpoint_in(each) for each in notes.split("---\n")[:-1]]
    if trusted and not checkpoints and manifest["kind"] == "whole":
        yield "a key is trusted, and signed nothing"
    for each in checkpoints:
        if not is_trusted(each, keys):
            yield f"the checkpoint of {each[1]} records is not signed"
        if each[0] != manifest["ledger"]:
            yield "a checkpoint of another ledger"
    for name in files:
        if name.startswith("packs/") and name != f"packs/{sha((folder / name).read_bytes()).hex()}.json":
            yield f"{name} was changed"
    envelopes = {}
    for line in lines(folder, files, "envelopes.jsonl"):
        each = json.loads(line)
        content = b"postloan-rules/seal/1\x00" + b"".join(
            bytes.fromhex(each[part]) for part in ("salt", "nonce", "ciphertext")
        )
        if "sha256:" + sha(content).hex() != each["commitment"]:
            yield "an envelope was changed"
        envelopes[each["commitment"]] = each
    found = [json.loads(line) for line in lines(folder, files, "openings.jsonl")]
    data_keys = {each["party"]: bytes.fromhex(each["key"]) for each in found}
    if any(not isinstance(party, str) or len(key) != 32 for party, key in data_keys.items()):
        raise ValueError("no data key")
    rows = [json.loads(line) for line in lines(folder, files, "rows.jsonl")]
    batches, overrides = {}, {}
    whole = manifest["kind"] == "whole"
    leaves = lines(folder, files, "leaves.jsonl")
    hashes, seen, previous, last = [], {}, "0" * 64, -1
    for place, leaf in enumerate(leaves):
        hashed = sha(b"\x00" + leaf)
        hashes.append(hashed)
        before, previous = previous, hashed.hex()
        try:
            record = parsed(leaf)
            well = (
                set(record) == LEAF_MEMBERS
                and record["schema"] == "postloan-rules/audit/2"
                and record["kind"] in KINDS
                and type(record["sequence"]) is int
                and record["subjects"] == sorted(set(record["subjects"]))
                and isinstance(record["payload"], dict)
                and not too_much(record["payload"])
                and not too_much({name: each for name, each in record.items() if name != "payload"})
            )
        except (ValueError, TypeError, RecursionError):
            well = False
        if not well:
            yield f"record {place} is not in canonical form"
            continue
        if record["ledger"] != manifest["ledger"]:
            yield f"record {place} is of another ledger"
        if whole and (record["sequence"] != place or record["previous"] != before):
            yield f"record {place} is not in its place"
        if not whole and record["sequence"] <= last:
            yield f"record {place} is not in its place"
        last = record["sequence"]
        if seen.setdefault(record["key"], place) != place:
            yield f"record {place} has a key that was used"
        for pointer, each in sealed(record["payload"]):
            envelope = envelopes.get(each["commitment"])
            if envelope is None or envelope["parties"] != each["parties"]:
                yield f"record {place}: an envelope is missing"
            elif not opens(envelope, data_keys, [record["ledger"], record["key"], pointer]):
                yield f"record {place}: an envelope does not open"
        if record["kind"] == "override":
            if "withdraws" not in record["payload"]:
                overrides[record["sequence"]] = record["payload"]
            elif whole and record["payload"]["withdraws"] not in overrides:
                yield f"record {place}: there is no override that it withdraws"
            for fault in override_faults(record["payload"]):
                yield f"record {place}: {fault}"
        if record["kind"] == "checkpoint" and whole:
            origin, size, root, _, _ = checkpoint_in(record["payload"]["note"])
            if origin != manifest["ledger"] or size > place or root != root_over(hashes[:size]):
                yield f"record {place} is not about an earlier state"
        if whole and record["kind"] == "decision" and "overridden" in record["payload"]:
            for fault in shown_override_faults(record["payload"], overrides):
                yield f"record {place}: {fault}"
        if record["kind"] == "batch":
            batches[record["sequence"]] = record["payload"]
            for fault in batch_faults(record["payload"]):
                yield f"record {place}: {fault}"
        if record["kind"] == "decision":
            archive = record["payload"]["pack_archive"].removeprefix("sha256:")
            if f"packs/{archive}.json" not in files:
                yield f"record {place}: its pack is missing"
            for each in conditions(record["payload"]["decision"]):
                if state_of(each) is not STATES[each["state"]]:
                    yield f"record {place}: a condition has another state than its values give"
    for each in rows:
        if each["sequence"] not in batches or not row_proved(each, batches[each["sequence"]]):
            yield f"row {each['row']} of record {each['sequence']} is not proved"
    if manifest["records"] != len(leaves):
        yield "there are more or fewer records than the manifest says"
    if whole:
        if manifest["size"] != len(leaves) or manifest["root"] != root_over(hashes).hex():
            yield "the root is not that of the records"
        for _, size, root, _, _ in checkpoints:
            if size > len(hashes) or root != root_over(hashes[:size]):
                yield f"the root of the checkpoint of {size} records is another"
        return
    roots = {}
    for each in checkpoints:
        if is_trusted(each, keys) and roots.setdefault(each[1], each[2]) != each[2]:
            yield "two roots of one size were signed"
    proofs = {each["sequence"]: each for each in map(json.loads, lines(folder, files, "proofs.jsonl"))}
    for leaf, hashed in zip(leaves, hashes, strict=True):
        sequence = json.loads(leaf)["sequence"]
        proof = proofs.get(sequence)
        root = None if proof is None else roots.get(proof["size"])
        path = [] if proof is None else [bytes.fromhex(each) for each in proof["path"]]
        if root is None or not proved(hashed, sequence, proof["size"], path, root):
            yield f"record {sequence} is not proved"


if __name__ == "__main__":
    found = faults_in(Path(sys.argv[1]), [key_in(Path(each).read_text()) for each in sys.argv[2:]])
    for fault in found:
        print(fault)
    sys.exit(1 if found else 0)
