package io.citylake.serve.engine;

import io.citylake.model.Release;

/** The states of the lake that can be asked. Safe for threads. */
@FunctionalInterface
public interface Releases {
  /** What is served now: the same for every query until the next one is warm. */
  Release latest();
}
