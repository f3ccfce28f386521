package io.citylake.serve.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.govern.access.AccessEntry;
import io.citylake.govern.access.AccessJournal;
import io.citylake.model.TableName;
import io.citylake.testkit.Contracts;
import io.citylake.testkit.LocalLake;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCatalogView {
  private static final Caller ANN = new Caller("ann", List.of("analyst"), null, Lane.HTTP, "here");

  @TempDir private Path home;
  private final List<AccessEntry> log = new ArrayList<>();

  private CatalogView view(DatasetContract dataset, String hidden) {
    return new CatalogView(
        Contracts.workspace(home, LocalLake.settings(home), dataset),
        new AllBut(hidden),
        new AccessJournal(log::add, Clock.systemUTC()));
  }

  private record AllBut(String hidden) implements Visibility {
    @Override
    public boolean shows(Caller caller, TableName table) {
      return true;
    }

    @Override
    public boolean shows(Caller caller, TableName table, String column) {
      return !column.equals(hidden);
    }

    @Override
    public boolean reads(Caller caller, TableName table, String column) {
      return shows(caller, table, column);
    }

    @Override
    public boolean tellsPersons(Caller caller, TableName table) {
      return caller.purpose() != null;
    }

    @Override
    public Optional<Set<String>> unmasked(Caller caller, TableName table, Set<String> columns) {
      return columns.stream().allMatch(each -> reads(caller, table, each))
          ? Optional.of(columns)
          : Optional.empty();
    }
  }

  @Test
  void tellsOfAKeyWhatTheCallerIsToldOfColumns() {
    DatasetContract readings = Contracts.readings();
    assertThat(readings.key()).contains("station");
    assertThat(view(readings, "none").key(ANN, readings)).isEqualTo(readings.key());
    assertThat(view(readings, "station").key(ANN, readings)).doesNotContain("station");
  }

  @Test
  void writesDownTheBeginningOfALongPattern() {
    view(Contracts.readings(), "none").told(ANN, "tables like " + "x".repeat(3_000_000));
    assertThat(log).singleElement().satisfies(e -> assertThat(e.statement()).hasSize(1_001));
  }
}
