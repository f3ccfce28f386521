package io.citylake.city.people;

import io.citylake.city.CityRequest;
import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Row;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Reviews of the cases that ended on a day, saved as Unicode text: UTF-16 with its mark. */
final class ReviewFiles implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy年MM月dd日 HH:mm");
  private static final List<String> GRADES = List.of("非常不满意", "不满意", "基本满意", "满意", "非常满意");
  private static final List<String> COMMENTS = List.of("态度好，办得快", "排队太久", "材料要求不清楚", "");
  private static final int LOOK_BACK = 5;
  private static final int DISLIKED_ITEM = 7;
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
      sheet.header("评价编号", "办件编号", "评价等级", "评价时间", "评价内容", "整改时间");
      sheet.repeatHeaderEvery(500);
      int number = 0;
      for (int back = LOOK_BACK; back >= 0; back--) {
        LocalDate accepted = part.day().minusDays(back);
        if (accepted.isBefore(CityRequest.FOUNDED)) {
          continue;
        }
        for (ServiceCase each : ServiceCase.of(part.request(), accepted)) {
          if (each.counts() && each.finished().toLocalDate().equals(part.day())) {
            Dice dice = Dice.of(part.seed(), "review", each.number().hashCode());
            if (dice.chance(6_000)) {
              write(sheet, dice, day, number++, each, count);
            }
          }
        }
      }
      sheet.total("合计", Integer.toString(number));
    }
  }

  /**
   * Each day's first review is bad and nobody has seen to it; the second is as bad, and settled.
   */
  private static void write(
      Sheet sheet, Dice dice, String day, int number, ServiceCase each, JobCount count)
      throws IOException {
    boolean planted = number < 2;
    int drawn = rating(dice, each.item());
    int rating = planted ? 1 : drawn;
    LocalDateTime reviewed = each.finished().plusMinutes(dice.between(1, 60));
    boolean unsettled = dice.chance(4_000);
    boolean open = planted ? number == 0 : rating > 2 || unsettled;
    LocalDateTime handled = reviewed.plusMinutes(dice.between(60, 2_880));
    Row row =
        sheet.row(
            planted ? Dirt.none() : DIRT,
            dice,
            "PJ" + day + Amount.padded(number, 6),
            each.number(),
            GRADES.get(rating - 1),
            TIME.format(reviewed),
            dice.pick(COMMENTS),
            open ? "" : TIME.format(handled));
    if (!row.accepted()) {
      return;
    }
    count.find("government_service.ratings", each.item().code(), BigDecimal.valueOf(rating));
    if (rating <= 2 && open) {
      count.find("government_service.bad_reviews_open", each.item().department(), BigDecimal.ONE);
    }
  }

  /** From 1 to 5; one service is disliked. */
  private static int rating(Dice dice, ServiceItem item) {
    int luck = dice.below(100);
    if (item.index() == DISLIKED_ITEM) {
      return 1 + luck / 34;
    }
    return luck < 2 ? 1 : luck < 6 ? 2 : luck < 14 ? 3 : luck < 30 ? 4 : 5;
  }
}
