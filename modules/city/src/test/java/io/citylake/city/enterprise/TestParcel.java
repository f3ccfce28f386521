package io.citylake.city.enterprise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TestParcel {
  private static final Pattern POINT = Pattern.compile("\\[(\\d+\\.\\d+),(\\d+\\.\\d+)]");

  /** Metres of a degree of latitude near 30.6° north, and of longitude there (WGS 84). */
  private static final double NORTH = 110_870;

  private static final double EAST = 95_930;

  @Test
  void polygonHoldsTheDeclaredAreaUnlessOverstated() {
    int overstated = 0;
    for (int i = 0; i < Parcel.COUNT; i++) {
      Parcel parcel = Parcel.of(7, i);
      double share = parcel.declared().doubleValue() / mu(parcel.geometry());
      if (parcel.overstated()) {
        overstated++;
        assertThat(share).isCloseTo(1.25, within(0.015));
      } else {
        assertThat(share).isCloseTo(1, within(0.01));
      }
    }
    assertThat(overstated).isPositive();
  }

  @Test
  void industrialParcelsAreIdleLowOrNeither() {
    List<Parcel> parcels = new ArrayList<>();
    for (int i = 0; i < Parcel.COUNT; i++) {
      parcels.add(Parcel.of(7, i));
    }
    assertThat(parcels).filteredOn(Parcel::idle).isNotEmpty().allMatch(Parcel::industrial);
    assertThat(parcels).filteredOn(Parcel::low).isNotEmpty().allMatch(Parcel::industrial);
    assertThat(parcels).noneMatch(parcel -> parcel.idle() && parcel.low());
    assertThat(parcels.stream().map(Parcel::code).distinct()).hasSize(Parcel.COUNT);
  }

  private static double mu(String geometry) {
    List<double[]> ring = new ArrayList<>();
    Matcher point = POINT.matcher(geometry);
    while (point.find()) {
      ring.add(
          new double[] {
            (Double.parseDouble(point.group(1)) - 104) * EAST,
            (Double.parseDouble(point.group(2)) - 30.6) * NORTH
          });
    }
    assertThat(ring.get(0)).isEqualTo(ring.get(ring.size() - 1));
    double twice = 0;
    for (int i = 1; i < ring.size(); i++) {
      twice += ring.get(i - 1)[0] * ring.get(i)[1] - ring.get(i)[0] * ring.get(i - 1)[1];
    }
    return twice / 2 * 15 / 10_000;
  }
}
