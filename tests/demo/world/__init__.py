"""The built world. A package, so that it lives no longer than its tests (see `conftest.built`)."""
