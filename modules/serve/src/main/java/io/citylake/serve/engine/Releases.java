package io.citylake.serve.engine;

import io.citylake.model.Release;
import java.util.List;

/** The states of the lake that can be asked. Safe for threads. */
public interface Releases {
  /** What is served now: the same for every query until the next one is warm. */
  Release latest();

  /** The newest first. */
  List<Release> list(int limit);
}
