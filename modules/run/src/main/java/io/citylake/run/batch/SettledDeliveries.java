package io.citylake.run.batch;

import io.citylake.model.CityLakeException;
import io.citylake.model.DeliveryPlace;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.Position;
import io.citylake.publish.Staging;
import io.citylake.read.file.DeliveredFiles;
import io.citylake.read.file.DeliveredFiles.Delivered;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * Keeps final deliveries where they are: what they stand before was given up, so it could not come
 * back. Only all deliveries of a table can go together, because then nothing is left to come back.
 */
final class SettledDeliveries {
  private final Staging staging;
  private final JobName job;

  SettledDeliveries(Staging staging, JobName job) {
    this.staging = staging;
    this.job = job;
  }

  /**
   * Requires that none of these sources is final, or that it is read again as it was.
   *
   * @param after the position once the run is published
   * @throws CityLakeException DELIVERY_SETTLED
   */
  void require(List<String> superseded, Position after) {
    Optional<Instant> settled = superseded.isEmpty() ? Optional.empty() : staging.settled();
    if (settled.isEmpty() || areAll(superseded)) {
      return;
    }
    SortedMap<String, Long> files =
        DeliveredFiles.modified(staging.position()).orElse(Collections.emptySortedMap());
    Set<String> same = DeliveredFiles.unchanged(staging.position(), after);
    List<String> early =
        superseded.stream()
            .filter(source -> files.containsKey(source) && !same.contains(source))
            .filter(source -> isBefore(settled.get(), source, files.get(source)))
            .toList();
    long rows = early.isEmpty() ? 0 : staging.allRowsOf(early);
    if (rows > 0) {
      throw new CityLakeException(
          ErrorCode.DELIVERY_SETTLED,
          "Cannot replace or take out %,d rows of %s from %s: deliveries before %s are settled, so what these rows stand before is not kept any more and could not come back; put the file back as it was, and send the change as a delivery of its own, under a new name"
              .formatted(rows, job, PassedOver.named(early), settled.get()));
    }
  }

  /** Whether rows of a file stand where nothing may move any more. */
  boolean isFinal(Delivered file) {
    Optional<Instant> settled = staging.settled();
    return settled.isPresent()
        && isBefore(settled.get(), file.source(), file.modified())
        && staging.allRowsOf(List.of(file.source())) > 0;
  }

  private boolean isBefore(Instant settled, String source, long modified) {
    String place = DeliveryPlace.ofFile(source, modified, job.toString());
    return DeliveryPlace.ORDER.compare(place, DeliveryPlace.from(settled)) < 0;
  }

  private boolean areAll(List<String> superseded) {
    return staging.positions().size() == 1
        && superseded.containsAll(DeliveredFiles.loaded(staging.position()));
  }
}
