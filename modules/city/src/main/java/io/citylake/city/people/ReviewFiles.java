package io.citylake.city.people;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.MadeDays;
import io.citylake.city.Part;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;

/**
 * Daily reviews of services, and those of earlier days that were put right, each as it is at the
 * day's end: UTF-16, the header again at each page, a total line.
 */
final class ReviewFiles implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int CELLS = 7;
  private static final Dirt DIRT =
      Dirt.none()
          .fault(1, "GS2026", "case_no:matches")
          .fault(2, "还行", "rating:type")
          .fault(3, "昨天", "reviewed_at:type")
          .nullable(4)
          .again()
          .bad(60);

  @Override
  public String job() {
    return "government_service.reviews";
  }

  @Override
  public Cut cut() {
    return Cut.DAY;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String day = DateTimeFormatter.BASIC_ISO_DATE.format(part.day());
    try (Sheet sheet =
        landing.sheet("government_service/reviews/好差评_" + day + ".csv", SheetStyle.UTF_16, count)) {
      sheet.header("评价编号", "办件编号", "评价等级", "评价时间", "评价内容", "整改时间", "更新时间");
      sheet.repeatHeaderEvery(500);
      int number = 0;
      for (int back = Review.MOST_DAYS; back >= 0; back--) {
        for (Review each : Review.of(part.request(), part.day().minusDays(back))) {
          if (back == 0 || each.handledOn().equals(part.day())) {
            boolean again = back > 0;
            sheet.row(dirt(each), each.dice(part.seed(), again), each.cells(part.day()));
            number++;
          }
        }
      }
      sheet.total("合计", Integer.toString(number));
    }
  }

  /** What the table holds of a review depends on which of its files there are. */
  @Override
  public void relate(MadeDays made, JobCount count) {
    for (LocalDate day : made.reachingBack(Review.MOST_DAYS)) {
      Review.of(made.city(), day).forEach(each -> find(each, made, count));
    }
  }

  private static void find(Review each, MadeDays made, JobCount count) {
    boolean first = known(made, each, false);
    boolean last = known(made, each, true);
    if (first && last) {
      count.superseded(1);
    }
    if (!first && !last) {
      return;
    }
    count.find(
        "government_service.ratings",
        each.about().item().code(),
        BigDecimal.valueOf(each.rating()));
    if (each.bad()) {
      boolean handled = each.handled() != null && (last || !each.comesAgain());
      count.find(
          "government_service.bad_reviews_" + (handled ? "handled" : "open"),
          each.about().item().department(),
          BigDecimal.ONE);
    }
  }

  /** Whether there is the file of that row, and the row is a good one. */
  private static boolean known(MadeDays made, Review each, boolean again) {
    LocalDate file = again ? each.handledOn() : each.day();
    if ((again && !each.comesAgain()) || !made.days().contains(file)) {
      return false;
    }
    boolean mended = made.corrected().contains(file);
    return dirt(each)
        .soil(each.dice(made.city().seed(), again), new String[CELLS], !mended)
        .accepted();
  }

  private static Dirt dirt(Review each) {
    return each.planted() ? Dirt.none() : DIRT;
  }
}
