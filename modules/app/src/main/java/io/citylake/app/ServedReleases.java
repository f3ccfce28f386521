package io.citylake.app;

import io.citylake.govern.gate.ReleasedStates;
import io.citylake.lake.history.ReleaseStore;
import io.citylake.lake.hold.ReleaseReaders;
import io.citylake.lake.hold.ReleaseReaders.Reading;
import io.citylake.model.Release;
import io.citylake.model.Release.TableSnapshot;
import io.citylake.model.TableName;
import io.citylake.serve.engine.Releases;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The release book, as the servers and the gate ask it. */
public final class ServedReleases implements Releases, ReleasedStates {
  private final ReleaseStore book;
  private final ReleaseReaders readers;

  /**
   * @param readers are told what is read
   */
  ServedReleases(ReleaseStore book, ReleaseReaders readers) {
    this.book = book;
    this.readers = readers;
  }

  @Override
  public Release latest() {
    return book.latest()
        .orElseThrow(() -> new IllegalStateException("The lake has lost its releases"));
  }

  @Override
  public Optional<Release> find(long id) {
    return book.find(id);
  }

  @Override
  public Optional<Release> at(Instant time) {
    return book.at(time);
  }

  @Override
  public List<Release> list(int limit) {
    return book.list(limit);
  }

  @Override
  public Reading read(Release release) {
    return readers.read(release);
  }

  @Override
  public Optional<TableSnapshot> find(TableName table, long snapshotId) {
    return book.findState(table, snapshotId);
  }

  @Override
  public Optional<TableSnapshot> find(TableName table, Instant at) {
    return book.at(at).map(release -> release.tables().get(table));
  }
}
