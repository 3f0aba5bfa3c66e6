"""Put into words why a figure is not asked for, and what to do about it."""

from monitor.core.lock import Lock
from monitor.render.voice import Voice


def lock_text(voice: Voice, lock: Lock) -> str:
    """One sentence: the reason, and where there is something to do, what."""
    closed = lock.closed
    return voice.say(
        f"lock.{lock.why.value}",
        code=lock.target.code,
        period=lock.with_period.key if lock.with_period else "",
        unit=voice.unit(lock.unit) if lock.unit else "",
        by=closed.by if closed else "",
        day=voice.day(closed.on) if closed else "",
        deadline=voice.day(lock.target.deadline),
    )
