package io.citylake.serve.engine;

import io.citylake.lake.hold.ReleaseReaders.Reading;
import io.citylake.model.Release;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The states of the lake that can be asked. Safe for threads. */
public interface Releases {
  /** What is served now: the same for every query until the next one is warm. */
  Release latest();

  Optional<Release> find(long id);

  /** The one that was the latest at a time; empty before the first. */
  Optional<Release> at(Instant time);

  /** The newest first. */
  List<Release> list(int limit);

  /** Says that a release is read, so that what it holds stays until the reading is closed. */
  Reading read(Release release);
}
