"""What do we do now? One request in, one logged prediction out.

Takes a version with its definitions, and requests; yields predictions. Read `prediction.py` (what is answered),
`contract.py` (what may be asked), `predictor.py`, `decision.py` (what to do), `prediction_log.py`.
"""
