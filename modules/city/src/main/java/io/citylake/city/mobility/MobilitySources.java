package io.citylake.city.mobility;

import io.citylake.city.CitySource;
import java.util.List;

/** What the departments of this group send. */
public final class MobilitySources {
  private MobilitySources() {}

  public static List<CitySource> all() {
    return List.of(
        new DeviceFile(),
        new ReadingFiles(),
        new VehicleFile(),
        new CheckpointFile(),
        new PassageFiles(),
        new SignalFiles(),
        new StationFile(),
        new GateFiles(),
        new TrainFiles(),
        new CameraFile(),
        new AlgorithmFile(),
        new VideoEventFiles(),
        new VerdictFiles(),
        new OutageFiles());
  }
}
