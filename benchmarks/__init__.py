"""How fast and how exact, side by side: ``make bench`` runs this package (docs/benchmarks.md).

``pages`` are read by ``peers``, each in a ``worker`` process; ``measuring`` is the arithmetic. Each question is
a module in ``parts``; ``targets`` judges the answers, ``table`` and ``plot`` show them. The scripts
beside them answer one question each and can be run alone.
"""
