"""Memory that goes back to the system: on Linux the allocator keeps what a reader of large files has freed."""

import sys


def give_back() -> None:
    """Returns to the system what is free (glibc); elsewhere nothing is to be done."""
    if sys.platform != "linux":
        return
    import ctypes

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
