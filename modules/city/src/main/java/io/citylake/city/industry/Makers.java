package io.citylake.city.industry;

import io.citylake.city.entity.Firm;
import io.citylake.city.entity.Industry;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The firms of these themes: above-scale manufacturers, and a few others. None has a credit code
 * with a wrong check character, so that their rows carry no warnings.
 */
final class Makers {
  private static final int SMALL = 160;
  private static final int CARRIERS = 12;
  private static volatile Makers last = new Makers(0);

  private final long seed;
  private final List<Firm> large;
  private final List<Firm> small;
  private final List<Firm> carriers;

  private Makers(long seed) {
    this.seed = seed;
    this.large =
        IntStream.range(0, Firm.COUNT)
            .filter(i -> Firm.aboveScale(seed, i))
            .mapToObj(i -> Firm.of(seed, i))
            .filter(firm -> firm.industry().equals(Industry.MANUFACTURING) && !firm.spoiledCode())
            .toList();
    this.small =
        IntStream.range(0, Firm.COUNT)
            .filter(i -> !Firm.aboveScale(seed, i))
            .mapToObj(i -> Firm.of(seed, i))
            .filter(firm -> firm.industry().equals(Industry.MANUFACTURING) && !firm.spoiledCode())
            .limit(SMALL)
            .toList();
    this.carriers =
        IntStream.range(0, Firm.COUNT)
            .mapToObj(i -> Firm.of(seed, i))
            .filter(firm -> firm.industry().code().equals("G") && !firm.spoiledCode())
            .limit(CARRIERS)
            .toList();
  }

  /** Kept between parts, because a part takes not much longer than its firms. */
  static Makers of(long seed) {
    Makers known = last;
    if (known.seed != seed) {
      known = new Makers(seed);
      last = known;
    }
    return known;
  }

  /** An above-scale manufacturer; there are more than five hundred. */
  Firm large(int number) {
    return large.get(number % large.size());
  }

  /** A manufacturer below the scale; there are 160. */
  Firm small(int number) {
    return small.get(number % small.size());
  }

  /** A firm of section G, transport. */
  Firm carrier(int number) {
    return carriers.get(number % carriers.size());
  }
}
