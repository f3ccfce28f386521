package io.citylake.city.environment;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Daily states of the pumps: plain UTF-8, times without padding. */
final class PumpStates implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int MINUTES = 1_440;
  private static final int AFTER_THE_HOUR = 7;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy/M/d H:mm");
  private static final Dirt DIRT =
      Dirt.none()
          .fault(2, "检修", "state:in")
          .fault(3, "-1", "flow:range")
          .fault(4, "E", "current:type")
          .fault(0, "", "pump_code:required")
          .ragged()
          .sloppy(4)
          .nullable(4)
          .again();

  @Override
  public String job() {
    return "water_flood.pump_states";
  }

  @Override
  public Cut cut() {
    return Cut.DAY;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String name = "water_flood/pump_states/泵站工况_%s.csv".formatted(DayTime.digits(part.day()));
    int perPump = part.request().scaled(240, 24);
    List<Pump.Command> ignored =
        Pump.commands(part.day()).stream().filter(command -> !command.obeyed()).toList();
    Set<Pump.Command> seen = new HashSet<>();
    Set<Pump> faulty = new HashSet<>();
    try (Sheet sheet = landing.sheet(name, SheetStyle.UTF_8, count)) {
      sheet.header("泵站编码", "采集时间", "运行状态", "流量（立方米每秒）", "电流（安）");
      for (int i = 0; i < perPump; i++) {
        for (Pump pump : Pump.ALL) {
          int minute = Math.min(MINUTES - 1, i * MINUTES / perPump + AFTER_THE_HOUR);
          if (!write(sheet, part, pump, minute)) {
            continue;
          }
          LocalDateTime at = part.from().plusMinutes(minute);
          ignored.stream().filter(command -> follows(command, pump, at)).forEach(seen::add);
          if (pump.state(part.day(), minute).equals(Pump.FAULTY)) {
            faulty.add(pump);
          }
        }
      }
    }
    seen.forEach(c -> count.find("water_flood.ignored_commands", c.id(), c.pump().code()));
    faulty.forEach(p -> count.find("water_flood.pump_faults", p.code(), BigDecimal.ONE));
  }

  /** Whether the state tells what the pump did after the command. */
  private static boolean follows(Pump.Command command, Pump pump, LocalDateTime at) {
    return command.pump().equals(pump)
        && at.isAfter(command.at())
        && !at.isAfter(command.at().plusMinutes(30));
  }

  private static boolean write(Sheet sheet, Part part, Pump pump, int minute) throws IOException {
    Dice dice = part.dice("pump-state", pump.index() * 10_000L + minute);
    String state = pump.state(part.day(), minute);
    boolean runs = state.equals(Pump.RUNS);
    int flow = runs ? pump.flow() * dice.between(90, 101) / 100 : 0;
    int current = runs ? dice.between(8_000, 15_000) : 0;
    return sheet
        .row(
            DIRT,
            dice,
            pump.code(),
            TIME.format(part.from().plusMinutes(minute)),
            state,
            Amount.hundredthsText(flow),
            BigDecimal.valueOf(current, 1).toPlainString())
        .accepted();
  }
}
