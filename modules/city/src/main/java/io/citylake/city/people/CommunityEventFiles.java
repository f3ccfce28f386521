package io.citylake.city.people;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Lines;
import java.io.IOException;
import java.time.format.DateTimeFormatter;

/** What the gates and sensors of all communities report: a file of JSON lines a day. */
final class CommunityEventFiles implements CitySource {
  private static final long serialVersionUID = 1L;

  @Override
  public String job() {
    return "community_safety.events";
  }

  @Override
  public Cut cut() {
    return Cut.DAY;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String day = DateTimeFormatter.BASIC_ISO_DATE.format(part.day());
    try (Lines lines = landing.lines("community_safety/events/" + day + ".ndjson", count)) {
      CommunityDay events = new CommunityDay(part, lines, count);
      events.planted();
      events.ordinary();
    }
  }
}
