"""The field and the dice: a prime and random numbers, both drawn from a hash of what is to be judged.

Nobody who writes a certificate can know the prime beforehand: changing the certificate changes it.
"""

from __future__ import annotations

import hashlib
import struct

__all__ = ["BITS", "Dice", "is_prime", "prime_from"]

BITS = 61
# the first twelve primes as bases decide primality below 3.3e24 (Sorenson and Webster 2015)
_BASES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)


def is_prime(candidate: int) -> bool:
    """Tell whether an odd number between 37 and 3.3e24 is prime, by the strong test to twelve bases."""
    if any(candidate % base == 0 for base in _BASES):
        return False
    twos = ((candidate - 1) & (1 - candidate)).bit_length() - 1
    odd = (candidate - 1) >> twos
    for base in _BASES:
        power = pow(base, odd, candidate)
        if power in (1, candidate - 1):
            continue
        for _ in range(twos - 1):
            power = power * power % candidate
            if power == candidate - 1:
                break
        else:
            return False
    return True


def prime_from(digest: bytes) -> int:
    """Return the first prime from a number between 2^61 and 2^62 on that the digest chooses."""
    candidate = (1 << BITS) | int.from_bytes(hashlib.sha256(b"prime" + digest).digest()) % (1 << BITS) | 1
    while not is_prime(candidate):
        candidate += 2
    return candidate


class Dice:
    """A stream of numbers below a prime, the same for the same seed.

    Parameters
    ----------
    seed : bytes
        What the stream is drawn from.
    prime : int
        The numbers are 0 to prime - 1; a 64-bit draw reduced to them prefers none by more than a factor of 5/4.
    """

    def __init__(self, seed: bytes, prime: int) -> None:
        self.seed, self.prime, self.drawn = seed, prime, 0

    def draw(self, count: int) -> list[int]:
        """Return the next numbers of the stream."""
        self.drawn += 1
        stream = hashlib.shake_256(self.seed + self.drawn.to_bytes(8)).digest(8 * count)
        return [number % self.prime for number in struct.unpack(f"<{count}Q", stream)]
