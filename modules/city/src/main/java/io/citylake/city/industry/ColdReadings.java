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

/** Temperatures of the cold waybills that were ordered on a day, two hours of each. */
final class ColdReadings implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int READINGS = 24;
  private static final int FIRST_OUTSIDE = 6;
  private static final int SILENT = 4;
  private static final int MINUTES_TO_LOADING = 20;
  private static final long MICROS_A_MINUTE = 60_000_000;
  private static final byte[] OFFSET = ByteLine.bytes("+08:00");

  @Override
  public String job() {
    return "smart_logistics.cold_readings";
  }

  @Override
  public Cut cut() {
    return Cut.DAY;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String file = "smart_logistics/cold/%s.ndjson".formatted(part.day());
    ByteLine line = new ByteLine();
    long midnight = part.day().toEpochDay() * Waybill.MINUTES_A_DAY;
    try (Lines lines = landing.lines(file, count)) {
      for (int i = 0; i < Waybill.perDay(part); i++) {
        Waybill bill = Waybill.of(part, i);
        if (bill.cold()) {
          long loaded = midnight + bill.created() + MINUTES_TO_LOADING;
          write(lines, line, bill, loaded * MICROS_A_MINUTE, part.dice("cold", i), count);
        }
      }
    }
  }

  private static void write(
      Lines lines, ByteLine line, Waybill bill, long start, Dice dice, JobCount count)
      throws IOException {
    for (int i = 0; i < READINGS; i++) {
      if (bill.falls() && i > FIRST_OUTSIDE && i < FIRST_OUTSIDE + SILENT) {
        continue;
      }
      boolean outside =
          bill.falls()
              ? i == FIRST_OUTSIDE || i == FIRST_OUTSIDE + SILENT
              : i >= FIRST_OUTSIDE && i < FIRST_OUTSIDE + bill.outside();
      long at = start + i * MICROS_A_MINUTE * Waybill.MINUTES_BETWEEN_READINGS;
      put(line, bill, at, tenths(bill, outside, dice));
      lines.line(line);
      count.accept();
      if (dice.chance(40)) {
        lines.line(line);
        count.duplicate();
      }
    }
    if (dice.chance(700)) {
      // What the probe says when it is switched on.
      put(line, bill, start - MICROS_A_MINUTE, 850);
      lines.line(line);
      count.bad("temperature:range");
    }
  }

  private static void put(ByteLine line, Waybill bill, long at, int tenths) {
    line.clear().text("{\"waybill\":\"").text(bill.number());
    line.text("\",\"at\":\"").time(at, OFFSET);
    line.text("\",\"t\":").fixed(tenths, 1).text(",\"probe\":\"P1\"}");
  }

  private static int tenths(Waybill bill, boolean outside, Dice dice) {
    if (bill.frozen()) {
      return outside ? dice.between(-170, -100) : dice.between(-250, -189);
    }
    return outside ? dice.between(105, 160) : dice.between(15, 90);
  }
}
