"""Faults, with real processes on real databases: `make faults`.

`site` is a site of its own with gunicorn in front, `sender` somebody with a browser, `work` a process that is killed.
"""
