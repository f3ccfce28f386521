package io.citylake.city.environment;

import io.citylake.city.CityRequest;
import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.MadeDays;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the patrols found, a file a day, with the verdicts that are known then, and after it the
 * verdicts on the day before's: UTF-8 with a byte-order mark, a title and a total.
 */
final class PatrolFindings implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy年MM月dd日 HH:mm:ss");
  private static final Dirt DIRT =
      Dirt.none()
          .fault(4, "9901", "class_code:code")
          .fault(5, "0", "lon:within")
          .fault(3, "刚才", "found_at:type")
          .fault(7, "1.5", "confidence:range")
          .ragged()
          .nullable(7)
          .again()
          .bad(100);

  @Override
  public String job() {
    return "unmanned_patrol.findings";
  }

  @Override
  public Cut cut() {
    return Cut.DAY;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String name = "unmanned_patrol/findings/巡查发现_%s.csv".formatted(DayTime.digits(part.day()));
    int rows = 0;
    try (Sheet sheet = landing.sheet(name, SheetStyle.UTF_8_BOM, count)) {
      sheet.line("无人巡查发现日报", "", "", "", "", "", "", "", "", "");
      sheet.header("发现编号", "任务编号", "航线编码", "发现时间", "事件类别", "经度", "纬度", "置信度", "复核结论", "更新时间");
      for (Finding finding : Finding.of(part.request(), part.day())) {
        sheet.row(dirt(finding), dice(part, finding), first(finding));
        rows++;
      }
      for (Finding finding : found(part.request(), part.day().minusDays(1))) {
        if (finding.late()) {
          String[] cells = cells(finding, finding.verdict(), finding.judgedAt());
          sheet.row(Dirt.none(), part.dice("finding-row", 0), cells);
          rows++;
        }
      }
      sheet.total("合计", rows + "条", "", "", "", "", "", "", "", "");
    }
  }

  /** What the table knows of a finding depends on which of its files there are. */
  @Override
  public void relate(MadeDays made, JobCount count) {
    for (LocalDate day : made.reachingBack(1)) {
      SortedSet<String> sites = new TreeSet<>();
      for (Finding finding : found(made.city(), day)) {
        boolean first = made.days().contains(day) && isGood(finding, made.part(day));
        boolean last = finding.late() && made.days().contains(day.plusDays(1));
        if (first && last) {
          count.superseded(1);
        }
        String verdict = last ? finding.verdict() : finding.firstVerdict();
        if ((first || last) && !verdict.equals(Finding.FALSE_ALARM)) {
          sites.add(finding.site());
        }
      }
      sites.forEach(site -> count.find("unmanned_patrol.sites", site, BigDecimal.ONE));
    }
  }

  private static boolean isGood(Finding finding, Part part) {
    return dirt(finding).soil(dice(part, finding), first(finding), !part.corrected()).accepted();
  }

  private static Dirt dirt(Finding finding) {
    return finding.late() ? Dirt.none() : DIRT;
  }

  private static Dice dice(Part part, Finding finding) {
    return part.dice("finding-row", finding.number());
  }

  private static List<Finding> found(CityRequest request, LocalDate day) {
    return day.isBefore(CityRequest.FOUNDED) ? List.of() : Finding.of(request, day);
  }

  private static String[] first(Finding finding) {
    return cells(finding, finding.firstVerdict(), finding.foundAt());
  }

  private static String[] cells(Finding finding, String verdict, LocalDateTime at) {
    return new String[] {
      finding.id(),
      finding.mission().id(),
      finding.mission().route().code(),
      TIME.format(finding.foundAt()),
      finding.classCode(),
      Amount.degrees(finding.lon()),
      Amount.degrees(finding.lat()),
      finding.confidence(),
      verdict,
      TIME.format(at)
    };
  }
}
