package io.citylake.city.people;

import io.citylake.city.CityRequest;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Person;
import io.citylake.city.entity.Street;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A person as the residents' register has them on a day.
 *
 * @param dice for what else the register says
 */
record Resident(Person person, Street street, Dice dice) {
  private static final int HORIZON = 3_650;
  private static final int IN_BOTH_EVERY = 97;

  /** Null while the person hasn't come yet, or has left. */
  static @Nullable Resident on(LocalDate day, long seed, int index) {
    Dice dice = Dice.of(seed, "resident", index);
    long now = day.toEpochDay() - CityRequest.FOUNDED.toEpochDay();
    boolean arrivesLater = dice.chance(2_000) && dice.below(HORIZON) > now;
    boolean left = dice.chance(1_000) && dice.below(HORIZON) <= now;
    Street next = dice.pick(Street.ALL);
    boolean moved = dice.below(HORIZON) <= now;
    if (arrivesLater || left) {
      return null;
    }
    Person person = Person.of(seed, index);
    return new Resident(person, moved ? next : person.street(), dice);
  }

  /** Whether the streets registered this person too. */
  boolean inBothRegisters() {
    return person.index() % IN_BOTH_EVERY == 5;
  }

  /** Where the streets found a person of both registers. */
  Street foundIn() {
    return Street.ALL.get(person.index() / IN_BOTH_EVERY % Street.ALL.size());
  }
}
