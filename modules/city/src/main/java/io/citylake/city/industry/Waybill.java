package io.citylake.city.industry;

import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Firm;
import io.citylake.city.entity.Person;
import java.time.LocalDate;
import java.util.List;

/**
 * A waybill and what becomes of its goods. Of the cold ones each tenth is too warm or too cold for
 * ten minutes or more, and another tenth only while its door is open; of some the probe falls
 * silent between two openings.
 *
 * @param weight in hundredths of a kilogram
 * @param created in minutes since the part began, as are the other times
 * @param delivered negative where nobody has signed yet
 * @param outside how many readings in a row lie outside the band
 */
record Waybill(
    String number,
    Firm shipper,
    String carrier,
    String kind,
    String area,
    int weight,
    String phone,
    int created,
    int promised,
    int delivered,
    int outside) {
  static final int MINUTES_A_DAY = 1_440;
  static final int MINUTES_BETWEEN_READINGS = 5;

  private static final int A_DAY = 10_000;
  private static final List<String> CARRIERS = List.of("蓉城速运", "天府冷链", "西部快线", "高新配送", "川航物流");
  private static final List<String> AREAS =
      List.of("510104", "510105", "510106", "510107", "510108", "510112", "510113", "510116");

  static int perDay(Part part) {
    return part.request().scaled(A_DAY, 60);
  }

  static Waybill of(Part part, int index) {
    LocalDate day = part.day();
    Dice dice = Dice.of(part.seed(), "waybill", (day.toEpochDay() << 28) + index);
    int created = (int) ((long) index * MINUTES_A_DAY / perDay(part));
    int promise = dice.between(4 * 60, 24 * 60);
    boolean late = dice.chance(day.getDayOfWeek().getValue() > 5 ? 1_500 : 800);
    int taken = late ? promise + dice.between(5, 600) : dice.between(30, promise + 1);
    return new Waybill(
        number(day, index),
        Makers.of(part.seed()).large(dice.below(500)),
        dice.pick(CARRIERS),
        kind(index),
        dice.pick(AREAS),
        dice.between(50, 900_000),
        Person.mobile(dice),
        created,
        created + promise,
        dice.chance(100) ? -1 : created + taken,
        outside(index, dice));
  }

  /** The day in digits, and the number of six. */
  private static String number(LocalDate day, int index) {
    int digits = (day.getYear() * 100 + day.getMonthValue()) * 100 + day.getDayOfMonth();
    return "YD" + digits + Amount.padded(index, 6);
  }

  boolean cold() {
    return kind.startsWith("冷");
  }

  /** Whether its probe is silent between two short openings of the door, which are no breach. */
  boolean falls() {
    int index = Integer.parseInt(number.substring(number.length() - 6));
    return cold() && index / 4 % 10 == 8;
  }

  boolean frozen() {
    return kind.equals("冷冻");
  }

  boolean late() {
    return delivered < 0 || delivered > promised;
  }

  /** How long its breach of the cold chain lasts; 0 if it has none. */
  int breachMinutes() {
    int minutes = (outside - 1) * MINUTES_BETWEEN_READINGS;
    return minutes >= 10 ? minutes : 0;
  }

  private static String kind(int index) {
    return switch (index % 8) {
      case 0 -> "冷藏";
      case 4 -> "冷冻";
      case 7 -> "危险品";
      default -> "普货";
    };
  }

  private static int outside(int index, Dice dice) {
    boolean cold = index % 4 == 0;
    int breach = dice.between(3, 9);
    int door = dice.between(1, 3);
    return !cold ? 0 : index / 4 % 10 == 3 ? breach : index / 4 % 10 == 6 ? door : 0;
  }
}
