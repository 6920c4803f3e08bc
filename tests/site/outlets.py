"""The plans of all five outlets, by name."""

from __future__ import annotations

from collections.abc import Mapping

from tests.site.beritautama import PLAN as BERITAUTAMA
from tests.site.idntimes import PLAN as IDNTIMES
from tests.site.jpnn import PLAN as JPNN
from tests.site.kontan import PLAN as KONTAN
from tests.site.site import Plan
from tests.site.tempo import PLAN as TEMPO

PLANS: Mapping[str, Plan] = {plan.name: plan for plan in (TEMPO, KONTAN, JPNN, IDNTIMES, BERITAUTAMA)}
