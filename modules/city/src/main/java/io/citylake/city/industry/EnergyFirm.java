package io.citylake.city.industry;

import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Firm;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * A firm that reports energy. Its limits lie so far from what it uses that chance never moves it
 * over one: use varies by a tenth and output by a twentieth, seasons included the total of any
 * months stays within 0.76 and 1.24 of the plan.
 *
 * @param energy that it plans for a month, in tce
 * @param output that it plans for a month, in 10,000 yuan
 */
record EnergyFirm(int index, Firm firm, int energy, int output) {
  static final int COUNT = 300;

  private static final int[] SEASON = {96, 85, 100, 101, 103, 106, 112, 112, 104, 100, 100, 101};
  private static final List<String> CARRIERS =
      List.of("electricity", "gas", "coal", "diesel", "heat");
  private static final int[] SHARES = {60, 25, 6, 4, 5};

  /**
   * What a firm used and made in a month, in hundredths of the units of the form.
   *
   * @param amounts by carrier, in the order of the form; 0 where it uses none
   */
  record Month(long output, List<Long> amounts) {
    Month {
      amounts = List.copyOf(amounts);
    }

    /** As a correction says it: with one unit more. */
    Month withMoreElectricity() {
      List<Long> more = new ArrayList<>(amounts);
      more.set(0, more.get(0) + 100);
      return new Month(output, more);
    }

    /** Of all carriers, to four digits as the table keeps them. */
    BigDecimal times(List<BigDecimal> factors) {
      BigDecimal sum = BigDecimal.ZERO;
      for (int i = 0; i < amounts.size(); i++) {
        sum = sum.add(BigDecimal.valueOf(amounts.get(i), 2).multiply(factors.get(i)));
      }
      return sum.setScale(4, RoundingMode.HALF_UP);
    }
  }

  static EnergyFirm of(long seed, int index) {
    Dice dice = Dice.of(seed, "energy-firm", index);
    int energy = dice.between(60, 1_500);
    return new EnergyFirm(
        index, Makers.of(seed).large(index), energy, energy * dice.between(2, 12));
  }

  /** Which limit it is over: total, unit, both, or none, which is empty. */
  String over() {
    return Map.of(3, "total", 9, "unit", 17, "both").getOrDefault(index % 25, "");
  }

  /** Of a year, in hundredths of a tce. */
  long totalLimit() {
    boolean over = over().equals("total") || over().equals("both");
    return 1_200L * energy * (over ? 75 : 125) / 100;
  }

  /** In millionths of a tce for 10,000 yuan. */
  long unitLimit() {
    boolean over = over().equals("unit") || over().equals("both");
    return 1_000_000L * energy / output * (over ? 80 : 125) / 100;
  }

  /** Factors of energy and of carbon that are valid on a day, by carrier. */
  record Factors(List<BigDecimal> energy, List<BigDecimal> carbon) {
    Factors {
      energy = List.copyOf(energy);
      carbon = List.copyOf(carbon);
    }

    static Factors on(LocalDate day) {
      return new Factors(values("_tce", day), values("_tco2", day));
    }

    private static List<BigDecimal> values(String suffix, LocalDate day) {
      return CARRIERS.stream().map(carrier -> Factor.of(carrier + suffix, day).value()).toList();
    }
  }

  Month month(Dice dice, YearMonth month, Factors factors) {
    int season = SEASON[month.getMonthValue() - 1];
    List<Long> amounts = new ArrayList<>(Collections.nCopies(CARRIERS.size(), 0L));
    int rest = 0;
    for (int i = amounts.size() - 1; i >= 0; i--) {
      int share = SHARES[i];
      // Half of the firms burn no coal, a third buys no heat: then electricity does it.
      if ((i == 2 && index % 2 == 0) || (i == 4 && index % 3 == 0)) {
        rest += share;
        continue;
      }
      share += i == 0 ? rest : 0;
      long amount =
          BigDecimal.valueOf((long) energy * share * season * dice.between(90, 111), 6)
              .divide(factors.energy().get(i), 2, RoundingMode.HALF_UP)
              .unscaledValue()
              .longValue();
      amounts.set(i, amount);
    }
    return new Month((long) output * season * dice.between(95, 106) / 100, amounts);
  }
}
