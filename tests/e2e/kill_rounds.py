"""How often the tests of kill -9 kill: GS_KILL_ROUNDS, 5 without it."""

import os

ROUNDS = int(os.environ.get("GS_KILL_ROUNDS", 5))


def is_read(number):
    """Whether everything is read after round `number`. It holds all rounds so far, so a loss is found later too, and
    reading it after each of many rounds would take the square of their number."""
    return number % max(1, ROUNDS // 20) == 0
