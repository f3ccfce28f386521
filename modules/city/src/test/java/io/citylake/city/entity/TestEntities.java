package io.citylake.city.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.model.Sha256;
import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestEntities {
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 42, -7})
  void townHasItsIndustrialFirmsWhateverTheSeed(long seed) {
    List<Firm> firms = IntStream.range(0, Firm.COUNT).mapToObj(i -> Firm.of(seed, i)).toList();
    List<Firm> town =
        firms.stream()
            .filter(f -> f.street().zh().equals("合作街道") && f.industry().code().equals("C"))
            .toList();
    assertThat(town).hasSize(1_809).allMatch(Firm::inTown);
    assertThat(count(town, f -> f.revenue() > 20_000_000)).isEqualTo(205);
    assertThat(count(town, f -> f.revenue() > 100_000_000)).isEqualTo(53);
    assertThat(count(town, Firm::listed)).isEqualTo(5);
    assertThat(count(firms, f -> f.revenue() > 10_000_000_000L)).isEqualTo(9);
    assertThat(count(firms, Firm::listed)).isEqualTo(48);
    assertThat(firms)
        .allMatch(f -> f.aboveScale() == Firm.aboveScale(seed, f.index()))
        // A season's noise must not carry a firm over a threshold.
        .noneMatch(f -> f.revenue() > 15_000_000 && f.revenue() < 26_000_000)
        .noneMatch(f -> f.revenue() > 75_000_000 && f.revenue() < 130_000_000);
  }

  @Test
  void laterFirmsStayOutOfTheTownsIndustry() {
    assertThat(IntStream.range(Firm.COUNT, Firm.COUNT + 20_000).mapToObj(i -> Firm.of(42, i)))
        .noneMatch(Firm::inTown)
        .noneMatch(Firm::aboveScale);
  }

  @Test
  void personsAreApartAndHashedAlike() {
    Set<String> numbers = new HashSet<>();
    for (int i = 0; i < 200_000; i++) {
      Person person = Person.of(42, i);
      assertThat(numbers.add(person.citizenNumber())).isTrue();
    }
    Person person = Person.of(42, 7);
    assertThat(person).isEqualTo(Person.of(42, 7));
    assertThat(person.idHash()).hasSize(64).isNotEqualTo(Person.of(42, 8).idHash());
    assertThat((person.citizenNumber().charAt(16) - '0') % 2 == 1)
        .isEqualTo(person.sex().equals("男"));
    // The example of FIPS 180.
    assertThat(Sha256.hex("abc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void camerasHaveTwentyDigitCodes() {
    Set<String> codes = new HashSet<>();
    for (int i = 0; i < Camera.COUNT; i++) {
      Camera camera = Camera.of(42, i);
      assertThat(camera.code()).matches("510\\d{5}00132\\d{7}");
      assertThat(GridCell.around(camera.street(), camera.lon(), camera.lat()))
          .isEqualTo(camera.cell());
      codes.add(camera.code());
    }
    assertThat(codes).hasSize(4_405);
  }

  @Test
  void platesAreApartAndOfTheirKind() {
    Set<String> plates = new HashSet<>();
    for (int i = 0; i < Vehicle.COUNT; i++) {
      Vehicle vehicle = Vehicle.of(42, i);
      assertThat(vehicle.plate()).matches("川A(D?[A-HJ-NP-Z]\\d{4}|\\d{5}[DF])");
      assertThat(vehicle.kind() == Vehicle.Kind.HYDROGEN_TRUCK)
          .isEqualTo(i < 500)
          .isEqualTo(vehicle.plate().endsWith("F"));
      assertThat(vehicle.owner().length())
          .isEqualTo(vehicle.kind().name().endsWith("CAR") ? 64 : 18);
      plates.add(vehicle.plate());
    }
    assertThat(plates).hasSize(Vehicle.COUNT);
  }

  @Test
  void algorithmsAreSixtyTwo() {
    assertThat(Algorithm.ALL).hasSize(62);
    assertThat(Algorithm.ALL.stream().map(Algorithm::code)).doesNotHaveDuplicates();
    assertThat(Algorithm.ALL.stream().map(Algorithm::zh)).doesNotHaveDuplicates();
    assertThat(Algorithm.ALL.stream().map(Algorithm::en)).doesNotHaveDuplicates();
  }

  @Test
  void gridCellsLieInTheirStreets() {
    assertThat(GridCell.ALL).hasSize(140).doesNotHaveDuplicates();
    for (GridCell cell : GridCell.ALL) {
      assertThat(cell.code()).startsWith(cell.street().code()).hasSize(12);
      assertThat(GridCell.around(cell.street(), cell.lon(), cell.lat())).isEqualTo(cell);
      assertThat(GridCell.of(cell.street())).contains(cell);
    }
  }

  @Test
  void amountsAreGroupedAsTheJdkDoes() {
    DecimalFormat oracle =
        new DecimalFormat("#,##0.00", DecimalFormatSymbols.getInstance(Locale.ROOT));
    for (long value = 1; value < 1_000_000_000_000_000L; value = value * 3 + 7) {
      assertThat(Amount.grouped(BigDecimal.valueOf(value, 2)))
          .isEqualTo(oracle.format(BigDecimal.valueOf(value, 2)));
      assertThat(Amount.grouped(BigDecimal.valueOf(-value, 2)))
          .isEqualTo(oracle.format(BigDecimal.valueOf(-value, 2)));
    }
    for (long value = -1_234; value <= 1_234; value++) {
      assertThat(Amount.hundredthsText(value))
          .isEqualTo(BigDecimal.valueOf(value, 2).toPlainString());
    }
    assertThat(Amount.padded(7, 3)).isEqualTo("007");
    assertThat(Amount.padded(1_234, 3)).isEqualTo("1234");
    assertThat(Amount.padded(-12, 5)).isEqualTo("00-12");
  }

  private static long count(List<Firm> firms, Predicate<Firm> wanted) {
    return firms.stream().filter(wanted).count();
  }

  @Test
  void algorithmsKnowTheirPlace() {
    for (int i = 0; i < Algorithm.ALL.size(); i++) {
      assertThat(Algorithm.ALL.get(i).index()).isEqualTo(i);
    }
  }
}
