"""F049: the shares of a target are at most the whole."""

import math
from collections.abc import Iterator

from zis_calc.checks.amounts import read_share
from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.programme import Target
from zis_calc.problems import Problem


@rule("F049", "target")
def target_shares(file: LibraryFile, target: Target, library: LibraryFiles) -> Iterator[Problem]:
    """F049 target-shares: the shares of a target are at most the whole.

    Two programmes that answer for 60 % each of one target promise the same tonnes twice.

    PASS
        kind: target
        shares:
          - {id: one, name: {es: uno, en: one}, share: 60 %}
          - {id: two, name: {es: dos, en: two}, share: 40 %}
    FAIL
        kind: target
        shares:
          - {id: one, name: {es: uno, en: one}, share: 60 %}
    #     ^
          - {id: two, name: {es: dos, en: two}, share: 50 %}
    """
    shares = [read_share(library.units, one.share) for one in target.shares]
    total = math.fsum(share for share in shares if share is not None)
    if None in shares or total > 1 + 1e-9:
        shown = f"{total * 100:g} %" if None not in shares else ", ".join(one.share for one in target.shares)
        yield file.problem("F049", ("shares",), sum=shown)
