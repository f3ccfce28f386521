package io.citylake.city.environment;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Person;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.util.List;

/** The daily log of remote control: GB18030, a title, a total. */
final class PumpCommands implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final List<String> REASONS = List.of("汛前预排", "水位上涨", "调度指令，防汛办", "试运行");
  // Commands that must be found are never bad; the last of a day may be.
  private static final Dirt CLEAN = Dirt.none().nullable(6);
  private static final Dirt DIRTY =
      Dirt.none()
          .fault(2, "复位", "command:in")
          .fault(3, "昨天", "issued_at:type")
          .fault(0, "KZ1", "command_id:matches")
          .bad(1_000);

  @Override
  public String job() {
    return "water_flood.pump_commands";
  }

  @Override
  public Cut cut() {
    return Cut.DAY;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String name = "water_flood/pump_commands/远程控制日志_%s.csv".formatted(DayTime.digits(part.day()));
    List<Pump.Command> commands = Pump.commands(part.day());
    try (Sheet sheet = landing.sheet(name, SheetStyle.GB18030, count)) {
      sheet.line("泵站远程控制日志", "", "", "", "", "", "");
      sheet.header("指令编号", "泵站编码", "指令", "下发时间", "应答时间", "操作员", "操作原因");
      for (int i = 0; i < commands.size(); i++) {
        Pump.Command command = commands.get(i);
        Dice dice = part.dice("pump-command", i);
        sheet.row(
            i == commands.size() - 1 ? DIRTY : CLEAN,
            dice,
            command.id(),
            command.pump().code(),
            command.command(),
            DayTime.plain(command.at()),
            command.obeyed() ? DayTime.plain(command.at().plusSeconds(dice.between(2, 10))) : "-",
            Person.name(dice),
            dice.pick(REASONS));
      }
      sheet.total("合计", commands.size() + "条", "", "", "", "", "");
    }
  }
}
