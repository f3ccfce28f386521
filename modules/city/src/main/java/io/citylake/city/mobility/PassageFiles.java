package io.citylake.city.mobility;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Lines;
import java.io.IOException;

/** Passages of the trips that begin on a day: plain CSV in UTF-8. */
final class PassageFiles implements CitySource {
  private static final long serialVersionUID = 1L;

  @Override
  public String job() {
    return "traffic.passages";
  }

  @Override
  public Cut cut() {
    return Cut.DAY;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String file = "traffic/passages/passages-%s.csv".formatted(part.day());
    int all = part.request().scaled(171_000, 110);
    int trips = Road.weekend(part.day()) ? all * 4 / 5 : all;
    try (Lines lines = landing.lines(file, count)) {
      lines.line("过车编号,卡口编号,车道号,号牌号码,过车时间,车速");
      PassageDay day = new PassageDay(part, trips, lines, count);
      for (int i = 0; i < trips; i++) {
        day.write(i);
      }
      day.end();
    }
  }
}
