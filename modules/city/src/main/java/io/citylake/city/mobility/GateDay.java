package io.citylake.city.mobility;

import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Sheet;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** The rides of a day, each an entry and an exit, and how many pass. Used by one thread. */
final class GateDay {
  private static final int CARDS = 400_000;
  private static final List<String> TICKETS = List.of("天府通", "二维码", "单程票", "城市一码通");

  /** When rides begin: hours from six to ten at night, the rush twice. */
  private static final int[] HOURS = {
    6, 7, 7, 7, 8, 8, 8, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 17, 17, 18, 18, 18, 19, 20, 21
  };

  private static final Dirt DIRT =
      Dirt.none()
          .fault(2, "01", "station_code:matches")
          .fault(3, "通过", "direction:in")
          .fault(4, "1970-01-01 08:00:00", "at:range")
          .ragged()
          .nullable(1)
          .again();

  /** A way through the gates, and how many went it. */
  private static final class Way {
    private final String zh;
    private final String subject;
    private final long[] byStation = new long[Station.ALL.size()];
    private final long[] byHour = new long[24];

    Way(String zh, String subject) {
      this.zh = zh;
      this.subject = subject;
    }
  }

  private final Part part;
  private final Sheet sheet;
  private final JobCount count;
  private final String digits;
  private final String date;
  private final Way entries = new Way("进站", " in");
  private final Way exits = new Way("出站", " out");

  GateDay(Part part, Sheet sheet, JobCount count) {
    this.part = part;
    this.sheet = sheet;
    this.count = count;
    this.digits = DateTimeFormatter.BASIC_ISO_DATE.format(part.day());
    this.date = part.day() + " ";
  }

  /** The last begins before ten and takes less than an hour, so that all end on the day. */
  void write(int ride) throws IOException {
    Dice dice = part.dice("ride", ride);
    int stations = Station.ALL.size();
    int from = dice.below(stations);
    int to = (from + 1 + dice.below(stations - 1)) % stations;
    String card = "T" + Amount.padded(dice.below(CARDS), 10);
    int in = HOURS[dice.below(HOURS.length)] * 3_600 + dice.below(60) * 60 + dice.below(60);
    int out = in + dice.between(300, 3_000);
    String ticket = dice.pick(TICKETS);
    gate(entries, 2 * ride, card, from, in, ticket, dice);
    gate(exits, 2 * ride + 1, card, to, out, ticket, dice);
  }

  private void gate(
      Way way, int number, String card, int station, int second, String ticket, Dice dice)
      throws IOException {
    boolean accepted =
        sheet
            .row(
                DIRT,
                dice,
                digits + Amount.padded(number, 9),
                card,
                Station.ALL.get(station).code(),
                way.zh,
                date + clock(second),
                ticket)
            .accepted();
    if (accepted) {
      way.byStation[station]++;
      way.byHour[second / 3_600]++;
    }
  }

  void end() {
    for (Way way : List.of(entries, exits)) {
      for (int i = 0; i < Station.ALL.size(); i++) {
        find(date + Station.ALL.get(i).code() + way.subject, way.byStation[i]);
      }
      for (int hour = 0; hour < 24; hour++) {
        find(Amount.padded(hour, 2) + way.subject, way.byHour[hour]);
      }
    }
  }

  private void find(String subject, long passed) {
    if (passed > 0) {
      count.find("rail_transit.flows", subject, BigDecimal.valueOf(passed));
    }
  }

  private static String clock(int second) {
    char[] clock = {'0', '0', ':', '0', '0', ':', '0', '0'};
    two(clock, 0, second / 3_600);
    two(clock, 3, second / 60 % 60);
    two(clock, 6, second % 60);
    return String.valueOf(clock);
  }

  private static void two(char[] text, int at, int number) {
    text[at] += (char) (number / 10);
    text[at + 1] += (char) (number % 10);
  }
}
