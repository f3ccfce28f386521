package io.citylake.city.people;

import io.citylake.city.CityRequest;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an applicant says of a case; fixed by seed, scale, day and number. The file of its day has
 * it as it is at the day's end; a bad one that is put right later comes again in the file of that
 * day.
 *
 * @param rating from 1 to 5
 * @param handled when it was put right; null where it never is
 */
record Review(
    LocalDate day,
    int number,
    ServiceCase about,
    int rating,
    LocalDateTime reviewed,
    String comment,
    @Nullable LocalDateTime handled) {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy年MM月dd日 HH:mm");
  private static final List<String> GRADES = List.of("非常不满意", "不满意", "基本满意", "满意", "非常满意");
  private static final List<String> COMMENTS = List.of("态度好，办得快", "排队太久", "材料要求不清楚", "");
  private static final int LOOK_BACK = 6;
  private static final int DISLIKED_ITEM = 7;
  private static final int MOST_MINUTES = 2_880;

  /** None is put right more days after it was written. */
  static final int MOST_DAYS = 2;

  /** All that were written on a day; the first two are bad, and their rows good. */
  static List<Review> of(CityRequest request, LocalDate day) {
    List<Review> reviews = new ArrayList<>();
    for (int back = LOOK_BACK; back >= 0; back--) {
      LocalDate accepted = day.minusDays(back);
      if (accepted.isBefore(CityRequest.FOUNDED)) {
        continue;
      }
      for (ServiceCase each : ServiceCase.of(request, accepted)) {
        Dice dice = Dice.of(request.seed(), "review", each.number().hashCode());
        LocalDateTime reviewed = each.finished().plusMinutes(dice.between(1, 60));
        if (each.counts() && reviewed.toLocalDate().equals(day) && dice.chance(6_000)) {
          reviews.add(of(day, reviews.size(), each, reviewed, dice));
        }
      }
    }
    return reviews;
  }

  /** The first is put right by nobody, the second on the next day. */
  private static Review of(
      LocalDate day, int number, ServiceCase about, LocalDateTime reviewed, Dice dice) {
    int drawn = rating(dice, about.item());
    int rating = number < 2 ? 1 : drawn;
    LocalDateTime handled = reviewed.plusMinutes(dice.between(60, MOST_MINUTES));
    boolean open = number == 0 || (number > 1 && (rating > 2 || dice.chance(4_000)));
    return new Review(
        day,
        number,
        about,
        rating,
        reviewed,
        dice.pick(COMMENTS),
        open ? null : number == 1 ? reviewed.plusDays(1) : handled);
  }

  /** One service is disliked. */
  private static int rating(Dice dice, ServiceItem item) {
    int luck = dice.below(100);
    if (item.index() == DISLIKED_ITEM) {
      return 1 + luck / 34;
    }
    return luck < 2 ? 1 : luck < 6 ? 2 : luck < 14 ? 3 : luck < 30 ? 4 : 5;
  }

  boolean planted() {
    return number < 2;
  }

  boolean bad() {
    return rating <= 2;
  }

  /** Whether that it was put right is told by the file of a later day. */
  boolean comesAgain() {
    return handled != null && handled.toLocalDate().isAfter(day);
  }

  /** The day whose file tells that it was put right; only of one that comes again. */
  LocalDate handledOn() {
    return handled == null ? LocalDate.MAX : handled.toLocalDate();
  }

  /** Of the dirt of a row; the second row of a review has its own. */
  Dice dice(long seed, boolean again) {
    return Dice.of(seed, "review-row", (day.toEpochDay() << 24) + 2L * number + (again ? 1 : 0));
  }

  /** Its row in the file of a day: nothing that comes after the day. */
  String[] cells(LocalDate file) {
    boolean told = handled != null && !handled.toLocalDate().isAfter(file);
    LocalDateTime updated = told ? handled : reviewed;
    return new String[] {
      "PJ" + DateTimeFormatter.BASIC_ISO_DATE.format(day) + Amount.padded(number, 6),
      about.number(),
      GRADES.get(rating - 1),
      TIME.format(reviewed),
      comment,
      told ? TIME.format(handled) : "",
      TIME.format(updated)
    };
  }
}
