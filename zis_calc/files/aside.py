"""Outputs that appear whole or not at all: written in a hidden place beside their name, then renamed."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zis_calc.problems import ProblemError, problem


@contextmanager
def writing_aside(output: Path) -> Iterator[Path]:
    """A path to write to; when the block ends well it takes the name `output`, else nothing is left. ProblemError C006."""
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.", suffix=".tmp")
    except OSError as reason:
        raise ProblemError(problem("C006", path=output, reason=reason.strerror or type(reason).__name__)) from None
    os.close(descriptor)
    path = Path(name)
    try:
        yield path
        if os.name == "posix":
            umask = os.umask(0)
            os.umask(umask)
            os.chmod(path, 0o666 & ~umask)
        os.replace(path, output)
    except OSError as reason:
        path.unlink(missing_ok=True)
        raise ProblemError(problem("C006", path=output, reason=reason.strerror or type(reason).__name__)) from None
    except BaseException:
        path.unlink(missing_ok=True)
        raise
