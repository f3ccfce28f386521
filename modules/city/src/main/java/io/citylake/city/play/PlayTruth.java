package io.citylake.city.play;

import io.citylake.city.CityTruth;
import io.citylake.city.JobTruth;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/** Writes what must be in tables once a play is whole. */
final class PlayTruth {
  /** Under the play's directory, beside whose files is the truth of a load of those. */
  static final String DIRECTORY = "truth";

  private PlayTruth() {}

  static void write(Path directory, CityTruth made, List<FeedDoor> doors) throws IOException {
    List<JobTruth> live =
        doors.stream()
            .map(each -> made.findJob(each.source().job()).orElseThrow().as(each.live()))
            .toList();
    new CityTruth(live, new TreeMap<>()).writeTo(directory.resolve(DIRECTORY));
  }
}
