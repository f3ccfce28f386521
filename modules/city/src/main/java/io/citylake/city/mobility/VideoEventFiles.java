package io.citylake.city.mobility;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Lines;
import java.io.IOException;

/** Events of the video cloud, in the manner of GA/T 1400 objects: one JSON object a line. */
final class VideoEventFiles implements CitySource {
  private static final long serialVersionUID = 1L;

  @Override
  public String job() {
    return "video_analytics.events";
  }

  @Override
  public Cut cut() {
    return Cut.DAY;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String file = "video_analytics/events/%s.ndjson".formatted(part.day());
    try (Lines lines = landing.lines(file, count)) {
      VideoDay day = new VideoDay(part, lines, count);
      for (int i = 0; i < Sighting.perDay(part); i++) {
        day.write(Sighting.of(part, i));
      }
      day.end();
    }
  }
}
