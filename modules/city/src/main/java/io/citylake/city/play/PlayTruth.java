package io.citylake.city.play;

import io.citylake.city.CityTruth;
import io.citylake.city.JobTruth;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Writes what must be in tables once a play is whole. */
final class PlayTruth {
  /** Under the play's directory, beside whose files is the truth of a load of those. */
  static final String DIRECTORY = "truth";

  private PlayTruth() {}

  /**
   * @param streams what is sent, by the jobs of the files
   */
  static void write(
      Path directory, CityTruth made, List<FeedDoor> doors, Map<String, Disturbance> streams)
      throws IOException {
    List<JobTruth> live = new ArrayList<>();
    for (FeedDoor each : doors) {
      String job = each.source().job();
      JobTruth files = made.findJob(job).orElseThrow();
      live.add(Objects.requireNonNull(streams.get(job)).truth(files).as(each.live()));
    }
    new CityTruth(live, new TreeMap<>()).writeTo(directory.resolve(DIRECTORY));
  }
}
