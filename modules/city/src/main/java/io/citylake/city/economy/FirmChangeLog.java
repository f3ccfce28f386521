package io.citylake.city.economy;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Firm;
import io.citylake.city.file.Landing;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the log of changes must hold. It is read from the database that {@link FirmRegister} writes,
 * so nothing is written here. A firm's history has a version for each state that it comes to, in
 * the order of update times; a deletion ends one.
 */
final class FirmChangeLog implements CitySource {
  private static final long serialVersionUID = 1L;

  private record State(String firm, long capital, String street, String status) {
    static Optional<State> of(FirmChange change) {
      return change.operation().equals("D")
          ? Optional.empty()
          : Optional.of(
              new State(
                  change.firm().creditCode() + change.firm().registeredOn(),
                  change.capital(),
                  change.street(),
                  change.status()));
    }
  }

  @Override
  public String job() {
    return "enterprise.firm_change_log";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) {
    count.file(FirmRegister.FILE);
    Map<String, List<FirmChange>> changes = new HashMap<>();
    for (int i = 0; i < Firm.COUNT; i++) {
      note(FirmChange.founding(part.seed(), i), changes, count);
    }
    int perDay = part.request().scaled(2_000, 40);
    for (LocalDate day = part.day(); !day.isAfter(part.lastDay()); day = day.plusDays(1)) {
      for (int i = 0; i < perDay; i++) {
        note(FirmChange.of(part.seed(), day, i, perDay), changes, count);
      }
    }
    changes.forEach((code, each) -> findHistory(each, count));
  }

  private static void note(
      FirmChange change, Map<String, List<FirmChange>> changes, JobCount count) {
    if (!change.fault().isEmpty()) {
      count.bad(change.fault());
      return;
    }
    count.accept();
    if (change.firm().spoiledCode()) {
      count.warn("credit_code:uscc");
    }
    changes.computeIfAbsent(change.firm().creditCode(), code -> new ArrayList<>()).add(change);
  }

  /** How many firms have how many versions, and how many exist. */
  private static void findHistory(List<FirmChange> changes, JobCount count) {
    changes.sort(Comparator.comparing(FirmChange::updatedAt));
    int versions = 0;
    Optional<State> before = Optional.empty();
    for (FirmChange change : changes) {
      Optional<State> state = State.of(change);
      if (state.isPresent() && !state.equals(before)) {
        versions++;
      }
      before = state;
    }
    count.find("enterprise.history", versions + "_versions", BigDecimal.ONE);
    count.find(
        "enterprise.history", "current", before.isPresent() ? BigDecimal.ONE : BigDecimal.ZERO);
  }
}
