package io.citylake.schedule.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.alert.AlertKind;
import io.citylake.contract.alert.AlertSeverity;
import io.citylake.contract.alert.Alerts;
import io.citylake.contract.settings.Settings.CatalogSettings;
import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.schedule.alert.AlertFixture.Got;
import io.citylake.schedule.alert.store.AlertEvent;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Several schedulers of one lake, each by its own connections, as on several machines. */
class TestAlertsOnPostgres {
  private static final int CAUSES = 30;
  private static final int PROCESSES = 3;
  private static final Alerts ALERTS =
      AlertFixture.alerts(null, AlertFixture.route(AlertSeverity.WARNING, "duty")).ungrouped();

  @Test
  void decideOnceAndSendOnce() throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
      CatalogSettings settings =
          new CatalogSettings(server.getJdbcUrl("postgres", "postgres"), null, null);
      List<CatalogDatabase> databases = new ArrayList<>();
      List<AlertFixture> lakes = new ArrayList<>();
      for (int i = 0; i < PROCESSES; i++) {
        databases.add(new CatalogDatabase(settings));
        lakes.add(new AlertFixture(databases.get(i)));
      }
      together(lakes, true);
      together(lakes, false);
      List<Got> got = lakes.stream().flatMap(each -> each.got.stream()).toList();
      List<String> heard =
          got.stream().flatMap(each -> each.events().stream()).map(AlertEvent::id).toList();
      assertThat(heard).hasSize(2 * CAUSES).doesNotHaveDuplicates();
      assertThat(lakes.get(0).latest()).hasSize(CAUSES);
      assertThat(lakes.get(0).events()).hasSize(2 * CAUSES);
      databases.forEach(CatalogDatabase::close);
    }
  }

  /** All see the same causes at the same moment; each looks and sends, again and again. */
  private static void together(List<AlertFixture> lakes, boolean wrong) throws Exception {
    ExecutorService machines = Executors.newFixedThreadPool(PROCESSES);
    CyclicBarrier start = new CyclicBarrier(PROCESSES);
    List<Future<?>> done = new ArrayList<>();
    for (AlertFixture lake : lakes) {
      for (int i = 0; i < CAUSES; i++) {
        if (wrong) {
          lake.begin("c" + i, AlertKind.FAILED);
        } else {
          lake.end("c" + i);
        }
      }
      done.add(
          machines.submit(
              () -> {
                AlertRound round = lake.round(ALERTS, "p" + lakes.indexOf(lake));
                start.await();
                for (int i = 0; i < 5; i++) {
                  lake.work(round);
                }
                return null;
              }));
    }
    for (Future<?> each : done) {
      each.get();
    }
    machines.shutdown();
  }
}
