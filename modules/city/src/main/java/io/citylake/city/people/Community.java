package io.citylake.city.people;

import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Person;
import io.citylake.city.entity.Street;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A community, and who and what is registered there by number: people from 0, of whom the first two
 * are elders who live alone; vehicles; things.
 *
 * @param lon in hundred-thousandths of a degree (WGS 84)
 * @param lat likewise
 */
record Community(int index, String code, String name, Street street, int lon, int lat) {
  static final int PEOPLE = 40;
  static final int VEHICLES = 20;
  static final int THINGS = 10;
  static final int ELDERS = 2;
  private static final int PER_STREET = 5;

  static final List<Community> ALL =
      IntStream.range(0, Street.ALL.size() * PER_STREET).mapToObj(Community::at).toList();

  private static Community at(int index) {
    Street street = Street.ALL.get(index / PER_STREET);
    int number = index % PER_STREET;
    return new Community(
        index,
        street.code() + (101 + number),
        street.zh().replace("街道", "") + "第" + "一二三四五".charAt(number) + "社区",
        street,
        street.lon() + (number - 2) * 400,
        street.lat() + (number % 2 == 0 ? 300 : -300));
  }

  /** Hash of a person. The first two live alone; in every fifth community the third is watched. */
  String person(long seed, int number) {
    return Person.of(seed, index * PEOPLE + number).idHash();
  }

  String vehicle(int number) {
    return "川A" + (10_000 + index * VEHICLES + number);
  }

  String thing(int number) {
    return "CS" + Amount.padded(index, 2) + Amount.padded(number, 3);
  }

  /**
   * The day from which an elder is registered who moved in while it was already looked at; null of
   * everybody else, who was before the registers start. Each of them isn't seen on the day before.
   */
  static @Nullable LocalDate movedIn(int community, int person) {
    if (person != 1) {
      return null;
    }
    return switch (community) {
      case 2 -> LocalDate.of(2025, 2, 2);
      case 3 -> LocalDate.of(2026, 1, 2);
      default -> null;
    };
  }

  boolean watchesPerson() {
    return index % 5 == 0;
  }

  /** Its first vehicle. */
  boolean watchesVehicle() {
    return index % 5 == 2;
  }

  /** Near its middle. */
  int near(Dice dice, int middle) {
    return middle + dice.between(-150, 151);
  }
}
