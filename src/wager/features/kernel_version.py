"""The version of what the kernel answers."""

from __future__ import annotations

KERNEL_VERSION = 3
"""Raised when the kernel answers anything otherwise; part of the key of every cached feature."""
