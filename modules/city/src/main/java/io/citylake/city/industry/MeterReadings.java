package io.citylake.city.industry;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Dice;
import io.citylake.city.file.ByteLine;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Lines;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;

/** What the electricity meters of the energy firms send of a day, each at the end of intervals. */
final class MeterReadings implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int A_METER_AND_DAY = 96;
  private static final long MICROS_A_DAY = 86_400_000_000L;
  private static final byte[] OFFSET = ByteLine.bytes("+08:00");

  @Override
  public String job() {
    return "energy_carbon.meter_readings";
  }

  @Override
  public Cut cut() {
    return Cut.DAY;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String file = "energy_carbon/meters/%s.ndjson".formatted(part.day());
    try (Lines lines = landing.lines(file, count)) {
      ByteLine line = new ByteLine();
      long kwh = 0;
      BigDecimal carbon = BigDecimal.ZERO;
      BigDecimal factor = Factor.of("grid_co2", part.day()).value();
      for (int meter = 0; meter < EnergyFirm.COUNT; meter++) {
        long sum = write(lines, line, part, meter, count);
        kwh += sum;
        carbon =
            carbon.add(
                BigDecimal.valueOf(sum, 2).multiply(factor).setScale(4, RoundingMode.HALF_UP));
      }
      BigDecimal total = BigDecimal.valueOf(kwh, 2);
      count.sum("kwh", total);
      count.find("energy_carbon.electricity", part.day() + " kwh", total);
      count.find("energy_carbon.electricity", part.day() + " carbon_kg", carbon);
    }
  }

  /** The meter's kilowatt hours of the day, in hundredths. */
  private static long write(Lines lines, ByteLine line, Part part, int meter, JobCount count)
      throws IOException {
    Dice dice = part.dice("meter", meter);
    String firm = EnergyFirm.of(part.seed(), meter).firm().creditCode();
    int each = part.request().scaled(A_METER_AND_DAY, 1);
    boolean sunday = part.day().getDayOfWeek() == DayOfWeek.SUNDAY;
    long start = part.day().toEpochDay() * MICROS_A_DAY;
    long sum = 0;
    for (int i = 0; i < each; i++) {
      // The last interval ends at midnight, and belongs to the day that is over then.
      long at = start + (i + 1) * MICROS_A_DAY / each;
      long kwh = (sunday ? 60L : 100L) * dice.between(4_000_000, 20_000_000) / each / 100;
      put(line, meter, firm, at).fixed(kwh, 2).put('}');
      lines.line(line);
      count.accept();
      sum += kwh;
      if (dice.chance(30)) {
        lines.line(line);
        count.duplicate();
      }
    }
    if (meter % 140 == 9) {
      put(line, meter, firm, start + 500_000).text("\"---\"}");
      lines.line(line);
      count.bad("kwh:type");
    }
    return sum;
  }

  private static ByteLine put(ByteLine line, int meter, String firm, long at) {
    line.clear().text("{\"meter\":{\"id\":\"DB-").digits(meter, 6);
    line.text("\",\"firm\":\"").text(firm).text("\"},\"ts\":\"");
    return line.time(at, OFFSET).text("\",\"kwh\":");
  }
}
