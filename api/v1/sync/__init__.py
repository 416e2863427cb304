"""How phones write and read: `POST /sync/ops/` and `GET /sync/changes/`.

A phone sends what happened as operations and may send each of them any number of times. It reads what changed since its last
token, page by page, and may stop and go on anywhere.
"""
