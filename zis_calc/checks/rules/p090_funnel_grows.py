"""P090: the pipeline of a programme does not grow from stage to stage."""

import itertools
from collections.abc import Iterator

from zis_calc.checks.context import PortfolioFile
from zis_calc.checks.rule import rule
from zis_calc.model.measure import STAGES
from zis_calc.problems import Problem


@rule("P090", on="portfolio")
def funnel_grows(file: PortfolioFile) -> Iterator[Problem]:
    """P090 funnel-grows: the pipeline of a programme does not grow from stage to stage.

    Each stage is a part of the one before: 78 agreements, 66 quick scans, 40 studies, 21 co-financed companies.
    A later stage with more companies has a mistyped count.

    PASS
        kind: portfolio
        pipeline:
          - {id: scans, name: {es: diagnósticos, en: quick scans}, companies: 66, stage: quick_scan}
          - {id: studies, name: {es: estudios, en: studies}, companies: 40, stage: recp_study}
    FAIL
        kind: portfolio
        pipeline:
          - {id: scans, name: {es: diagnósticos, en: quick scans}, companies: 66, stage: quick_scan}
          - {id: studies, name: {es: estudios, en: studies}, companies: 400, stage: recp_study}
    #                                                                   ^
    """
    for index, (one, other) in enumerate(itertools.pairwise(file.portfolio.pipeline), 1):
        if one.stage is None or other.stage is None or STAGES.index(other.stage) < STAGES.index(one.stage):
            continue
        if other.companies > one.companies:
            texts = {"id": other.id, "companies": other.companies, "before": one.id, "previous": one.companies}
            yield file.problem("P090", ("pipeline", index, "companies"), **texts)
