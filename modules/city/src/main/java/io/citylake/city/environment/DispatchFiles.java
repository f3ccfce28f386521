package io.citylake.city.environment;

import io.citylake.city.CityRequest;
import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.MadeDays;
import io.citylake.city.Part;
import io.citylake.city.entity.Dice;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Row;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;

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
    try (Sheet sheet = landing.sheet(name, SheetStyle.GB18030, count)) {
      sheet.line("力量调派日报", "", "", "", "", "");
      sheet.header("调派编号", "事件编号", "资源编码", "出动时间", "到达时间", "更新时间");
      sheet.repeatHeaderEvery(PAGE);
      for (Dispatch dispatch : sent(part.request(), part.day().minusDays(1))) {
        if (!dispatch.arrivedThatDay()) {
          sheet.row(Dirt.none(), part.dice("dispatch-row", 0), last(dispatch));
        }
      }
      for (Dispatch dispatch : sent(part.request(), part.day())) {
        if (dispatch.sentThatDay()) {
          sheet.row(dirt(dispatch), dice(part, dispatch), first(dispatch));
        }
      }
      sheet.footnote("注：时间以出动指令为准；未到达的次日续报。");
    }
  }

  /** To all incidents of a day, in their order; none before the registers start. */
  private static List<Dispatch> sent(CityRequest request, LocalDate day) {
    if (day.isBefore(CityRequest.FOUNDED)) {
      return List.of();
    }
    return IntStream.range(0, Incident.perDay(request))
        .mapToObj(number -> Dispatch.of(request.seed(), day, number))
        .flatMap(List::stream)
        .toList();
  }

  /** What the table knows of an arrival depends on which of its files there are. */
  @Override
  public void relate(MadeDays made, JobCount count) {
    ResponseFindings findings = new ResponseFindings(made.city(), made.days().last(), count);
    // The register tells incidents of all days, those of which no file tells who was sent too.
    for (LocalDate day = CityRequest.FOUNDED;
        !day.isAfter(made.days().last());
        day = day.plusDays(1)) {
      for (int number = 0; number < Incident.perDay(made.city()); number++) {
        List<Dispatch> dispatches = Dispatch.of(made.city().seed(), day, number);
        long arrival =
            dispatches.stream()
                .filter(each -> isArrivalKnown(each, made))
                .mapToLong(Dispatch::seconds)
                .min()
                .orElse(Long.MAX_VALUE);
        findings.say(dispatches.get(0).incident(), arrival);
        count.superseded(dispatches.stream().filter(each -> comesTwice(each, made)).count());
      }
    }
  }

  private static boolean isArrivalKnown(Dispatch dispatch, MadeDays made) {
    if (!dispatch.arrivedThatDay()) {
      return made.days().contains(dispatch.day().plusDays(1));
    }
    if (!made.days().contains(dispatch.day())) {
      return false;
    }
    Part part = made.part(dispatch.day());
    Row row = dirt(dispatch).soil(dice(part, dispatch), first(dispatch), !part.corrected());
    return row.accepted() && row.kept(ARRIVED);
  }

  /** Both rows are good ones then. */
  private static boolean comesTwice(Dispatch dispatch, MadeDays made) {
    return dispatch.sentThatDay()
        && !dispatch.arrivedThatDay()
        && made.days().contains(dispatch.day())
        && made.days().contains(dispatch.day().plusDays(1));
  }

  private static Dirt dirt(Dispatch dispatch) {
    return dispatch.arrivedThatDay() ? DIRT : Dirt.none();
  }

  private static Dice dice(Part part, Dispatch dispatch) {
    return part.dice("dispatch-row", dispatch.number() * 10L + dispatch.place());
  }

  /** As its incident's day knows it. */
  private static String[] first(Dispatch dispatch) {
    boolean arrived = dispatch.arrivedThatDay();
    String told = DayTime.plain(arrived ? dispatch.arrived() : dispatch.sent());
    return cells(dispatch, arrived ? told : "-", told);
  }

  /** As the next day knows it. */
  private static String[] last(Dispatch dispatch) {
    return cells(
        dispatch, DayTime.plain(dispatch.arrived()), DayTime.plain(dispatch.toldNextDay()));
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
