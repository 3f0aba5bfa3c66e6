"""Pack a dossier: one zip whose every member is named, with its digest, in a manifest.

Equal dossiers have equal bytes: members in order, one fixed time, one fixed packing. It
refuses to let a name from outside become a path.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import tzinfo
from hashlib import sha256
from typing import Any

from monitor.core.dossier import Dossier, Part
from monitor.core.happening import Entered, Happening, Revised
from monitor.render.history import STORY, history_told, sheet
from monitor.render.phrases import Words
from monitor.render.plain import json_text
from monitor.render.promises import Told

FORMAT = "monitor-dossier-1"
MANIFEST = "manifest.json"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip can name; every member bears it."""

READABLE = 0o644 << 16
LEVEL = 6
LONGEST_NAME = 120
STRANGE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]|^\.+')
ENDINGS = {"image/png": ".png", "image/jpeg": ".jpg", "image/svg+xml": ".svg"}
FACES = {"text": "letter.txt", "html": "letter.html", "json": "data.json"}


def packed(dossier: Dossier, words: Words, zone: tzinfo, *, version: str) -> bytes:
    """Return the dossier as the bytes of a zip."""
    members = contents(dossier, words, zone)
    about = _manifest(dossier, members, zone) | {"version": version, "language": words.language}
    members[MANIFEST] = _json(about)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
            info.external_attr = READABLE
            archive.writestr(info, members[name])
    return file.getvalue()


def contents(dossier: Dossier, words: Words, zone: tzinfo) -> dict[str, bytes]:
    """Every member by its name, but for the manifest."""
    return dict(_members(dossier, words, zone))


def digests(members: Mapping[str, bytes]) -> dict[str, str]:
    """The digest of every member, in order of their names."""
    return {name: sha256(members[name]).hexdigest() for name in sorted(members)}


def _members(dossier: Dossier, words: Words, zone: tzinfo) -> Iterator[tuple[str, bytes]]:
    story = history_told(dossier.history, words, zone)
    story["head"] = {"link": dossier.head.seq, "digest": dossier.head.digest}
    yield "README.txt", _readme(dossier, words, zone).encode()
    yield "history.json", (json_text(story) + "\n").encode()
    yield "history.csv", sheet(story["history"], STORY)
    yield "rows.jsonl", "".join(f"{row.text}\n" for row in dossier.rows).encode()
    bodies = {row.seq: json.loads(row.text).get("body") for row in dossier.rows}
    for one in dossier.history.happenings:
        if isinstance(one.what, Revised):
            name = f"revisions/{one.what.number:03}-{one.known_at.astimezone(zone):%Y-%m-%d}.json"
            yield name, _revision(one, one.what, bodies[one.seq])
    for edition, parts in dossier.editions:
        for part in parts:
            yield f"editions/{_safe(edition)}/{_face(part)}", part.data
    for file in dossier.evidence:
        yield f"evidence/{file.digest[:12]}-{_safe(file.name)}", file.data


def _revision(one: Happening, what: Revised, body: str | None) -> bytes:
    return _json(
        {
            "number": what.number,
            "known_at": one.known_at.isoformat(),
            "effective_from": what.effective_from.isoformat(),
            "reason": one.reason,
            "authority": what.authority,
            "approver": what.approver,
            "by": one.by,
            "target": None if body is None else json.loads(body),
        }
    )


def _face(part: Part) -> str:
    """Where a part of an edition lies in its folder."""
    kind, _, rest = part.name.partition("/")
    if kind == "image":
        return f"images/{_safe(rest)}{ENDINGS.get(part.media, '')}"
    return FACES.get(part.name) or f"files/{_safe(rest or kind)}"


def _safe(name: str) -> str:
    return STRANGE.sub("_", name)[-LONGEST_NAME:] or "_"


def _manifest(dossier: Dossier, members: Mapping[str, bytes], zone: tzinfo) -> Told:
    story = dossier.history
    return {
        "format": FORMAT,
        "plan": story.plan.code,
        "target": story.target.code,
        "known_at": story.known_at.astimezone(zone).isoformat(),
        "members": {
            name: {"sha256": digest, "bytes": len(members[name])}
            for name, digest in digests(members).items()
        },
        "chain": {
            "name": story.plan.code,
            "algorithm": "sha256",
            "head": {"link": dossier.head.seq, "digest": dossier.head.digest},
            "links": [
                {
                    "link": link.seq,
                    "previous": link.previous,
                    "digest": link.digest,
                    "rows": list(link.rows),
                }
                for link in dossier.links
            ],
            "rows": [
                {"seq": row.seq, "link": row.link, "digest": row.digest} for row in dossier.rows
            ],
        },
    }


def _readme(dossier: Dossier, words: Words, zone: tzinfo) -> str:
    story = dossier.history
    invented = any(
        isinstance(one.what, Entered) and one.what.observation.demo for one in story.happenings
    )
    return words.say(
        "history.dossier.readme",
        name=story.target.name,
        code=story.target.code,
        plan=story.plan.code,
        title=story.plan.title,
        known_at=story.known_at.astimezone(zone).isoformat(),
        count=len(story.happenings),
        editions=len(dossier.editions),
        evidence=len(dossier.evidence),
        demo=words.say("history.dossier.demo") if invented else "",
        link=dossier.head.seq,
        head=dossier.head.digest,
    )


def _json(data: Mapping[str, Any]) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
