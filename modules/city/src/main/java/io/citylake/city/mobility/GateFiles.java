package io.citylake.city.mobility;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Dice;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Row;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Gate records of a day, an entry and an exit for each ride: GB18030. */
final class GateFiles implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int CARDS = 400_000;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
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

  @Override
  public String job() {
    return "rail_transit.gates";
  }

  @Override
  public Cut cut() {
    return Cut.DAY;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String day = DateTimeFormatter.BASIC_ISO_DATE.format(part.day());
    int all = part.request().scaled(50_000, 150);
    int rides = Road.weekend(part.day()) ? all * 7 / 10 : all;
    List<Station> stations = Station.ALL;
    String file = "rail_transit/gates/闸机记录_" + day + ".csv";
    try (Sheet sheet = landing.sheet(file, SheetStyle.GB18030, count)) {
      sheet.header("记录编号", "票卡号", "车站编码", "进出站", "时间", "票种");
      for (int i = 0; i < rides; i++) {
        Dice dice = part.dice("ride", i);
        int from = dice.below(stations.size());
        int to = (from + 1 + dice.below(stations.size() - 1)) % stations.size();
        String card = "T%010d".formatted(dice.below(CARDS));
        LocalDateTime in =
            part.day().atTime(HOURS[dice.below(HOURS.length)], dice.below(60), dice.below(60));
        LocalDateTime out = in.plusSeconds(dice.between(300, 3_000));
        String ticket = dice.pick(TICKETS);
        gate(
            sheet,
            dice,
            count,
            day + "%09d".formatted(2 * i),
            card,
            stations.get(from),
            in,
            ticket);
        gate(
            sheet,
            dice,
            count,
            day + "%09d".formatted(2 * i + 1),
            card,
            stations.get(to),
            out,
            ticket);
      }
    }
  }

  /** Records with an even number are entries. */
  private static void gate(
      Sheet sheet,
      Dice dice,
      JobCount count,
      String number,
      String card,
      Station station,
      LocalDateTime at,
      String ticket)
      throws IOException {
    boolean entry = number.charAt(number.length() - 1) % 2 == 0;
    Row row =
        sheet.row(
            DIRT, dice, number, card, station.code(), entry ? "进站" : "出站", TIME.format(at), ticket);
    if (row.accepted()) {
      String way = entry ? " in" : " out";
      count.find(
          "rail_transit.flows", at.toLocalDate() + " " + station.code() + way, BigDecimal.ONE);
      count.find("rail_transit.flows", "%02d".formatted(at.getHour()) + way, BigDecimal.ONE);
    }
  }
}
