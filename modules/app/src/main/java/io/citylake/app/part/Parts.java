package io.citylake.app.part;

import io.citylake.app.part.Part.Work;
import io.citylake.app.part.PartKeeper.Pauses;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.ErrorKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All parts of one process. One that fails is opened again by itself, and the others go on; what
 * none of them survives, the loss of the Spark that they share or of the memory, ends them all.
 */
public final class Parts implements AutoCloseable {
  /** What a part says that does its work. */
  public static final String READY = "ready";

  private static final Logger LOG = LoggerFactory.getLogger(Parts.class);
  private static final Pauses PAUSES =
      new Pauses(Duration.ofMillis(500), Duration.ofSeconds(5), Duration.ofMinutes(5));

  private final Pauses pauses;
  private final Supplier<Optional<String>> lost;
  private final Consumer<Error> fatal;
  private final List<List<PartKeeper>> keepers = new ArrayList<>();

  private Parts(Pauses pauses, Supplier<Optional<String>> lost, Consumer<Error> fatal) {
    this.pauses = pauses;
    this.lost = lost;
    this.fatal = fatal;
  }

  /**
   * Opens all, one after the other, and keeps them at work from then on.
   *
   * @param groups in the order in which they are closed, those of one group side by side
   * @param lost why the Spark that they share runs nothing any more; empty while it does
   * @param fatal ends the process; hears of an error after which nothing can be trusted
   * @throws CityLakeException where one is refused that waiting doesn't help, as because another
   *     process does the same; none of them is open then
   */
  public static Parts open(
      List<List<Part>> groups, Supplier<Optional<String>> lost, Consumer<Error> fatal) {
    return open(groups, lost, fatal, PAUSES);
  }

  static Parts open(
      List<List<Part>> groups,
      Supplier<Optional<String>> lost,
      Consumer<Error> fatal,
      Pauses pauses) {
    Map<Part, @Nullable Work> works = new LinkedHashMap<>();
    boolean open = false;
    try {
      groups.forEach(group -> group.forEach(part -> works.put(part, first(part))));
      Parts parts = new Parts(pauses, lost, fatal);
      groups.forEach(group -> parts.keep(group, works));
      open = true;
      return parts;
    } finally {
      if (!open) {
        works.forEach(Parts::closeUnkept);
      }
    }
  }

  /** What may pass is waited for as later; a mistake is told whoever began the process. */
  private static @Nullable Work first(Part part) {
    try {
      return part.open();
    } catch (CityLakeException e) {
      if (e.code().kind() != ErrorKind.EXTERNAL) {
        throw e;
      }
      LOG.warn("{} can't be opened yet", part.name(), e);
      return null;
    }
  }

  private static void closeUnkept(Part part, @Nullable Work work) {
    try {
      if (work != null) {
        work.close();
      }
    } catch (Exception e) {
      LOG.warn("{} was not closed cleanly", part.name(), e);
    }
  }

  private void keep(List<Part> group, Map<Part, @Nullable Work> works) {
    keepers.add(
        group.stream().map(part -> new PartKeeper(part, works.get(part), pauses, fatal)).toList());
  }

  /** All parts with what each does, as {@code receive ready, stream starting}. */
  public String status() {
    return keepers.stream()
        .flatMap(List::stream)
        .map(each -> each.name() + " " + each.status())
        .collect(Collectors.joining(", "));
  }

  /**
   * Watches until it is to end.
   *
   * @param end whose count of zero ends it
   * @param told hears how the parts are, at once and after each change
   * @throws CityLakeException INTERNAL where they lost Spark
   */
  public void run(CountDownLatch end, Consumer<String> told) throws InterruptedException {
    String before = "";
    do {
      String now = status();
      if (!now.equals(before)) {
        told.accept(now);
        LOG.info("parts: {}", now);
        before = now;
      }
      Optional<String> why = lost.get();
      if (why.isPresent()) {
        throw new CityLakeException(
            ErrorCode.INTERNAL,
            "Cannot go on: the Spark that all parts share runs nothing any more (%s), and the log says more; start citylake up anew, nothing that was acknowledged is lost"
                .formatted(why.get()));
      }
    } while (!end.await(pauses.look().toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Closes group after group, and waits for each. */
  @Override
  public void close() {
    try {
      for (List<PartKeeper> group : keepers) {
        group.forEach(PartKeeper::end);
        for (PartKeeper each : group) {
          each.join();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
