package io.citylake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.Workspace;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.contract.policy.Policies;
import io.citylake.contract.settings.Environment;
import io.citylake.run.session.SparkStarter;
import io.citylake.testkit.HandClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies count as their own file has them, whatever is being typed in the others. */
class TestLivePolicies {
  private static final Environment ENVIRONMENT = Environment.of(Map.of());
  private static final String ONE = "roles:\n  one: {title: {zh: 一, en: One}}\n";
  private static final String TWO = ONE + "  two: {title: {zh: 二, en: Two}}\n";

  private final HandClock clock = new HandClock("2026-03-01T00:00:00Z");
  @TempDir private Path home;

  @BeforeEach
  void writeWorkspace() throws IOException {
    write("conf/themes/water.yaml", "title: {zh: 水, en: Water}\nowner: 水务局\n");
    write("conf/themes/water/ods_level.yaml", dataset("level"));
    write("jobs/water/level.yaml", job());
    write("conf/policies.yaml", ONE);
  }

  private static String dataset(String column) {
    return """
        title: {zh: 位, en: Level}
        layer: ods
        grain: one
        columns: [{name: %s, type: string}]
        """
        .formatted(column);
  }

  private static String job() {
    return """
        title: {zh: 位, en: Level}
        target: water.ods_level
        source: {files: {path: landing/*.csv, format: csv}}
        columns: {level: level}
        """;
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(home.resolve(file).getParent());
    Files.writeString(home.resolve(file), text);
  }

  private LivePolicies policies(Clock at) {
    Workspace workspace = WorkspaceLoader.loadOrThrow(home, ENVIRONMENT, LocalDate.of(2026, 2, 28));
    return new LivePolicies(workspace, new LakeHost(ENVIRONMENT, at, SparkStarter.owned()));
  }

  private static String granting(String table) {
    return ONE + "  two: {title: {zh: 二, en: Two}, grants: [{tables: %s}]}\n".formatted(table);
  }

  @Test
  void changeCountsWithinSeconds() throws IOException {
    LivePolicies live = policies(clock);
    assertThat(live.get().roles()).containsOnlyKeys("one");
    write("conf/policies.yaml", TWO);
    clock.forward(Duration.ofSeconds(3));
    assertThat(live.get().roles()).containsOnlyKeys("one", "two");
  }

  @Test
  void changeCountsThoughTheClockWasSetBack() throws IOException {
    LivePolicies live = policies(clock);
    assertThat(live.get().roles()).containsOnlyKeys("one");
    write("conf/policies.yaml", TWO);
    clock.forward(Duration.ofHours(-2));
    assertThat(live.get().roles()).containsOnlyKeys("one", "two");
    write("conf/policies.yaml", ONE);
    clock.forward(Duration.ofSeconds(3));
    assertThat(live.get().roles()).containsOnlyKeys("one");
  }

  @Test
  void changeSinceTheWorkspaceWasLoadedCountsAtOnce() throws IOException {
    LivePolicies live = policies(clock);
    write("conf/policies.yaml", TWO);
    assertThat(live.get().roles()).containsOnlyKeys("one", "two");
  }

  @Test
  void halfTypedJobShutsNobodyOut() throws IOException {
    LivePolicies live = policies(clock);
    live.get();
    write("jobs/water/level.yaml", job() + "half_typed: [\n");
    write("conf/policies.yaml", TWO);
    clock.forward(Duration.ofSeconds(3));
    assertThat(live.get().roles()).containsOnlyKeys("one", "two");
  }

  @Test
  void halfTypedContractShutsNobodyOut() throws IOException {
    LivePolicies live = policies(clock);
    live.get();
    write("conf/themes/water/ods_level.yaml", dataset("level") + "half_typed: [\n");
    write("conf/policies.yaml", granting("water.ods_level, exclude: level"));
    clock.forward(Duration.ofSeconds(3));
    assertThat(live.get().roles()).containsOnlyKeys("one", "two");
  }

  @Test
  void mistakeInThePoliciesShutsEverybodyOutUntilItIsMended() throws IOException {
    LivePolicies live = policies(clock);
    live.get();
    write("conf/policies.yaml", granting("water.ods_levle"));
    clock.forward(Duration.ofSeconds(3));
    assertThatThrownBy(live::get)
        .rootCause()
        .hasMessageContaining("conf/policies.yaml:3:")
        .hasMessageContaining("did you mean 'water.ods_level'?");
    clock.forward(Duration.ofSeconds(1));
    assertThatThrownBy(live::get).isInstanceOf(IllegalStateException.class);
    write("conf/policies.yaml", granting("water.ods_level"));
    clock.forward(Duration.ofSeconds(3));
    assertThat(live.get().roles()).containsOnlyKeys("one", "two");
  }

  @Test
  void policiesThatAreGoneGrantNothing() throws IOException {
    LivePolicies live = policies(clock);
    live.get();
    Files.delete(home.resolve("conf/policies.yaml"));
    clock.forward(Duration.ofSeconds(3));
    assertThat(live.get()).isEqualTo(Policies.none());
  }

  @Test
  void mayNameATableDeclaredSince() throws IOException {
    LivePolicies live = policies(clock);
    live.get();
    write("conf/themes/water/ods_flow.yaml", dataset("flow"));
    write("conf/policies.yaml", granting("water.ods_flow, exclude: flow"));
    clock.forward(Duration.ofSeconds(3));
    assertThat(live.get().roles()).containsOnlyKeys("one", "two");
    write("conf/policies.yaml", granting("water.ods_flow, exclude: fluw"));
    clock.forward(Duration.ofSeconds(3));
    assertThatThrownBy(live::get).rootCause().hasMessageContaining("column 'fluw' doesn't exist");
  }

  @Test
  void othersGoOnWhileOneLooks() throws Exception {
    SlowLook slow = new SlowLook();
    LivePolicies live = policies(slow);
    live.get();
    write("conf/policies.yaml", TWO);
    clock.forward(Duration.ofSeconds(3));
    slow.looker = true;
    CompletableFuture<Policies> look =
        CompletableFuture.supplyAsync(
            () -> {
              slow.thread = Thread.currentThread();
              return live.get();
            });
    assertThat(slow.looks.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(live.get().roles()).containsOnlyKeys("one");
    slow.mayGoOn.countDown();
    assertThat(look.get(60, TimeUnit.SECONDS).roles()).containsOnlyKeys("one", "two");
    assertThat(live.get().roles()).containsOnlyKeys("one", "two");
  }

  /** Holds one thread up once it looks, which is when it asks for the time again. */
  private final class SlowLook extends Clock {
    private final CountDownLatch looks = new CountDownLatch(1);
    private final CountDownLatch mayGoOn = new CountDownLatch(1);
    private volatile boolean looker;
    private volatile Thread thread;
    private int asked;

    @Override
    public Instant instant() {
      if (looker && Thread.currentThread() == thread && ++asked == 2) {
        looks.countDown();
        try {
          mayGoOn.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      return clock.instant();
    }

    @Override
    public ZoneId getZone() {
      return clock.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
