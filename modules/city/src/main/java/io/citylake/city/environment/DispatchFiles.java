package io.citylake.city.environment;

import io.citylake.city.CityRequest;
import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Row;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;

/**
 * What was sent to a day's incidents, as it is known at midnight, and what became of those of the
 * day before: GB18030, the header again at each page, a footnote.
 */
final class DispatchFiles implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int PAGE = 40;
  private static final int ARRIVED = 4;
  private static final Dirt DIRT =
      Dirt.none()
          .fault(0, "", "dispatch_id:required")
          .fault(3, "刚才", "dispatched_at:type")
          .fault(ARRIVED, "2020-01-01 00:00:00", "arrived_at:after")
          .ragged()
          .nullable(ARRIVED)
          .again();

  @Override
  public String job() {
    return "emergency_response.dispatches";
  }

  @Override
  public Cut cut() {
    return Cut.DAY;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String name = "emergency_response/dispatches/力量调派_%s.csv".formatted(DayTime.digits(part.day()));
    int perDay = Incident.perDay(part.request());
    LocalDate before = part.day().minusDays(1);
    // What the table knows of the day before is said by that day, if it is one of the request's.
    boolean first = before.isBefore(part.request().from());
    boolean last = !part.day().isBefore(part.request().lastDay());
    ResponseFindings findings = new ResponseFindings(part, count);
    try (Sheet sheet = landing.sheet(name, SheetStyle.GB18030, count)) {
      sheet.line("力量调派日报", "", "", "", "", "");
      sheet.header("调派编号", "事件编号", "资源编码", "出动时间", "到达时间", "更新时间");
      sheet.repeatHeaderEvery(PAGE);
      for (int number = 0; number < perDay && !before.isBefore(CityRequest.FOUNDED); number++) {
        long arrival = Long.MAX_VALUE;
        List<Dispatch> dispatches = Dispatch.of(part.seed(), before, number);
        for (Dispatch dispatch : dispatches) {
          if (dispatch.arrivedThatDay()) {
            continue;
          }
          arrival = Math.min(arrival, dispatch.seconds());
          yesterday(sheet, part, dispatch, first);
        }
        if (first) {
          findings.say(dispatches.get(0).incident(), arrival);
        }
      }
      for (int number = 0; number < perDay; number++) {
        long arrival = Long.MAX_VALUE;
        List<Dispatch> dispatches = Dispatch.of(part.seed(), part.day(), number);
        for (Dispatch dispatch : dispatches) {
          if (today(sheet, part, dispatch) || (!dispatch.arrivedThatDay() && !last)) {
            arrival = Math.min(arrival, dispatch.seconds());
          }
        }
        findings.say(dispatches.get(0).incident(), arrival);
      }
      sheet.footnote("注：时间以出动指令为准；未到达的次日续报。");
    }
  }

  /** What is new of a resource that was sent to an incident of the day before. */
  private static void yesterday(Sheet sheet, Part part, Dispatch dispatch, boolean first)
      throws IOException {
    String arrived = DayTime.plain(dispatch.arrived());
    String[] cells = cells(dispatch, arrived, DayTime.plain(dispatch.toldNextDay()));
    if (first || !dispatch.sentThatDay()) {
      sheet.row(Dirt.none(), part.dice("dispatch-row", 0), cells);
    } else {
      sheet.newerState(cells);
    }
  }

  /** Whether the table takes from it when the resource arrived. */
  private static boolean today(Sheet sheet, Part part, Dispatch dispatch) throws IOException {
    if (!dispatch.sentThatDay()) {
      return false;
    }
    boolean arrived = dispatch.arrivedThatDay();
    String sent = DayTime.plain(dispatch.sent());
    String told = arrived ? DayTime.plain(dispatch.arrived()) : sent;
    Row row =
        sheet.row(
            arrived ? DIRT : Dirt.none(),
            part.dice("dispatch-row", dispatch.number() * 10L + dispatch.place()),
            cells(dispatch, arrived ? told : "-", told));
    return arrived && row.accepted() && row.kept(ARRIVED);
  }

  private static String[] cells(Dispatch dispatch, String arrived, String told) {
    return new String[] {
      dispatch.id(),
      dispatch.incident().id(),
      dispatch.resource(),
      DayTime.plain(dispatch.sent()),
      arrived,
      told
    };
  }
}
