"""Hands the drawn world to the actions, in one transaction: either all of it is there, or nothing."""

from demo.building.world import DemoExists, DemoRefused, World, build_world, demo_teams

__all__ = ["DemoExists", "DemoRefused", "World", "build_world", "demo_teams"]
