package io.citylake.app.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.citylake.app.part.PartKeeper.Pauses;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TestParts {
  private static final Pauses QUICK =
      new Pauses(Duration.ofMillis(2), Duration.ofMillis(5), Duration.ofMinutes(5));

  /** What was opened and closed, in that order. */
  private final List<String> deeds = new CopyOnWriteArrayList<>();

  private final AtomicReference<@Nullable String> lost = new AtomicReference<>();
  private final AtomicReference<Error> fatal = new AtomicReference<>();

  private final class Fake implements Part {
    private final String name;
    private volatile @Nullable Exception refusal;
    private volatile @Nullable Exception farewell;
    private volatile @Nullable Throwable failure;

    Fake(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Work open() {
      throwWhereSet(refusal);
      deeds.add("open " + name);
      return new Work() {
        @Override
        public String status() {
          return Parts.READY;
        }

        @Override
        public Optional<Throwable> failure() {
          Throwable now = failure;
          failure = null;
          return Optional.ofNullable(now);
        }

        @Override
        public void close() {
          deeds.add("close " + name);
          throwWhereSet(farewell);
        }
      };
    }
  }

  /** As Scala does: checked ones undeclared. */
  @SuppressWarnings("unchecked")
  private static <E extends Exception> void throwWhereSet(@Nullable Exception set) throws E {
    if (set != null) {
      throw (E) set;
    }
  }

  private Parts open(Fake... parts) {
    return Parts.open(
        List.of(parts).stream().map(each -> List.<Part>of(each)).toList(),
        () -> Optional.ofNullable(lost.get()),
        fatal::set,
        QUICK);
  }

  @Test
  void opensAPartThatFailsAgainAndLeavesTheOthersAlone() {
    Fake sound = new Fake("receive");
    Fake failing = new Fake("stream");
    try (Parts parts = open(sound, failing)) {
      failing.failure = new IllegalStateException("the loop ended");
      await().until(() -> deeds.size() == 4);
      assertThat(deeds)
          .containsExactly("open receive", "open stream", "close stream", "open stream");
      await().until(() -> parts.status().equals("receive ready, stream ready"));
    }
  }

  @Test
  void saysWhyAPartWaitsAndTriesUntilItCanBeOpened() {
    Fake failing = new Fake("stream");
    try (Parts parts = open(failing)) {
      failing.refusal = new CityLakeException(ErrorCode.CATALOG_UNAVAILABLE, "no database");
      failing.failure = new IllegalStateException("gone");
      await().until(() -> parts.status().endsWith("no database"));
      assertThat(parts.status()).startsWith("stream waits ");
      failing.refusal = null;
      await().until(() -> parts.status().equals("stream ready"));
    }
  }

  @Test
  void opensAPartAgainAfterACheckedExceptionThatNobodyDeclared() {
    Fake failing = new Fake("serve");
    try (Parts parts = open(failing)) {
      failing.refusal = new BindException("no port for Spark");
      failing.farewell = new IOException("not closed");
      failing.failure = new IllegalStateException("gone");
      await().until(() -> !parts.status().equals("serve ready"));
      await().until(() -> parts.status().endsWith("no port for Spark"));
      failing.farewell = null;
      failing.refusal = null;
      await().until(() -> parts.status().equals("serve ready"));
    }
  }

  @Test
  void seesALoopEndByACheckedException() {
    PartLoop loop = new PartLoop("stream", () -> throwWhereSet(new IOException("no block")));
    loop.join();
    assertThat(loop.failure()).containsInstanceOf(IOException.class);
  }

  @Test
  void waitsTwiceAsLongAfterEachFailureUpToABound() {
    Pauses pauses = new Pauses(Duration.ofMillis(1), Duration.ofSeconds(5), Duration.ofMinutes(5));
    assertThat(pauses.after(1)).hasSeconds(5);
    assertThat(pauses.after(2)).hasSeconds(10);
    assertThat(pauses.after(7)).hasSeconds(300);
    assertThat(pauses.after(1_000)).hasSeconds(300);
  }

  @Test
  void opensNothingWhereAPartIsRefused() {
    Fake first = new Fake("receive");
    Fake refused = new Fake("scheduler");
    refused.refusal = new CityLakeException(ErrorCode.SCHEDULER_RUNNING, "another runs");
    assertThatThrownBy(() -> open(first, refused)).hasMessage("another runs");
    assertThat(deeds).containsExactly("open receive", "close receive");
  }

  @Test
  void waitsForWhatMayPassAtTheBeginningToo() {
    Fake away = new Fake("stream");
    away.refusal = new CityLakeException(ErrorCode.CATALOG_UNAVAILABLE, "no database");
    try (Parts parts = open(away)) {
      away.refusal = null;
      await().until(() -> parts.status().equals("stream ready"));
    }
  }

  @Test
  void closesGroupAfterGroup() {
    Parts parts = open(new Fake("receive"), new Fake("stream"), new Fake("serve"));
    parts.close();
    assertThat(deeds.subList(3, 6)).containsExactly("close receive", "close stream", "close serve");
  }

  /** A signal may come before the thread that keeps a part has begun. */
  @Test
  void closesWhatIsOpenHoweverSoonItIsToEnd() {
    for (int i = 0; i < 300; i++) {
      deeds.clear();
      open(new Fake("receive"), new Fake("stream")).close();
      assertThat(deeds).contains("close receive", "close stream");
    }
  }

  @Test
  void endsWhereWhatAllShareIsLost() {
    try (Parts parts = open(new Fake("serve"))) {
      lost.set("its planner has ended");
      assertThatThrownBy(() -> parts.run(new CountDownLatch(1), status -> {}))
          .isInstanceOf(CityLakeException.class)
          .hasMessageContaining(
              "the Spark that all parts share runs nothing any more (its planner has ended)");
    }
  }

  @Test
  void tellsOfAnErrorThatNothingSurvivesInsteadOfTryingAgain() {
    Fake dying = new Fake("stream");
    try (Parts parts = open(dying)) {
      dying.failure = new OutOfMemoryError("Java heap space");
      await().until(() -> fatal.get() != null);
      assertThat(fatal.get()).isInstanceOf(OutOfMemoryError.class);
      assertThat(deeds).containsExactly("open stream", "close stream");
      assertThat(parts.status()).isEqualTo("stream ended");
    }
  }

  @Test
  void tellsHowThePartsAreOnceAndAfterAChange() throws InterruptedException {
    List<String> told = new CopyOnWriteArrayList<>();
    try (Parts parts = open(new Fake("serve"))) {
      parts.run(new CountDownLatch(0), told::add);
    }
    assertThat(told).containsExactly("serve ready");
  }
}
