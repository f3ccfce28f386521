package io.citylake.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.model.DeliveryOrder;
import io.citylake.model.DeliveryPlace;
import io.citylake.model.JobName;
import io.citylake.transform.PartitionStanding.Decided;
import io.citylake.transform.PartitionStanding.Fate;
import io.citylake.transform.PartitionStanding.Group;
import io.citylake.transform.PartitionStanding.Side;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Drawn histories of one partition, against a model that knows the deliveries and their order and
 * nothing of runs: files of two jobs that come, come again and go, a database that gives its state
 * each time, and refused rows of both that are accepted later. {@code -Dcitylake.seed=N} draws
 * others.
 */
class TestPartitionStanding {
  private static final int HISTORIES = 10_000;
  private static final int EVENTS = 12;
  private static final JobName ONE = JobName.parse("water.one");
  private static final JobName OTHER = JobName.parse("water.other");
  private static final JobName DATABASE = JobName.parse("water.database");

  /**
   * What a job read from one source.
   *
   * @param modified second of a file's modification; of a database's state when its run began
   * @param run the last one that read it
   */
  private record Delivery(
      JobName job, String source, int modified, String run, @Nullable Integer sequence, long rows) {
    String id() {
      return job + " " + source;
    }

    String place() {
      return job.equals(DATABASE)
          ? DeliveryPlace.ofRun(source, modified * 1000L, job.toString(), run)
          : DeliveryPlace.ofFile(source, modified * 1000L, job.toString());
    }
  }

  @Test
  void aPartitionShowsItsLastDeliveryHoweverRunsCutThem() {
    long seed = Long.getLong("citylake.seed", new Random().nextLong());
    System.out.println("TestPartitionStanding seed " + seed);
    for (int i = 0; i < HISTORIES; i++) {
      new History(new Random(seed + i), "seed " + (seed + i)).play();
    }
  }

  private static final class History {
    private final Random random;
    private final String name;
    // What there is, by its id; what no run has read yet; and what lies in the tables.
    private final Map<String, Delivery> deliveries = new LinkedHashMap<>();
    private final Map<String, Delivery> waiting = new LinkedHashMap<>();
    private final Map<String, Delivery> loaded = new HashMap<>();
    private final Map<String, JobName> replays = new HashMap<>();
    private List<Group> groups = new ArrayList<>();
    private int runs;

    History(Random random, String name) {
      this.random = random;
      this.name = name;
    }

    void play() {
      for (int i = 0; i < EVENTS; i++) {
        int kind = random.nextInt(7);
        if (kind < 4) {
          arrive();
        } else if (kind < 5 && !loaded.isEmpty()) {
          replay(new ArrayList<>(loaded.values()).get(random.nextInt(loaded.size())));
        } else if (kind < 6 && !loaded.isEmpty()) {
          String gone = new ArrayList<>(loaded.keySet()).get(random.nextInt(loaded.size()));
          run(Map.of(), List.of(gone));
        } else {
          runAll();
        }
      }
      runAll();
    }

    private void arrive() {
      JobName job = List.of(ONE, OTHER, DATABASE).get(random.nextInt(3));
      @Nullable Integer sequence = random.nextInt(3) == 0 ? null : random.nextInt(2);
      if (job.equals(DATABASE)) {
        // Its state now: read at once, or never.
        Delivery state =
            new Delivery(job, "levels", 100 + runs, "r" + ++runs, sequence, 1 + random.nextInt(9));
        run(Map.of(state.id(), state), List.of());
        return;
      }
      String source = "lv_" + random.nextInt(12) + ".csv";
      Delivery file =
          new Delivery(job, source, random.nextInt(3), "", sequence, 1 + random.nextInt(9));
      waiting.put(file.id(), file);
    }

    private void runAll() {
      while (!waiting.isEmpty()) {
        JobName job = waiting.values().iterator().next().job();
        String run = "r" + ++runs;
        Map<String, Delivery> read = new LinkedHashMap<>();
        int most = 1 + random.nextInt(3);
        for (Delivery file : List.copyOf(waiting.values())) {
          if (file.job().equals(job) && read.size() < most) {
            waiting.remove(file.id());
            read.put(
                file.id(),
                new Delivery(
                    job, file.source(), file.modified(), run, file.sequence(), file.rows()));
          }
        }
        run(read, List.of());
      }
    }

    /** Rows that were refused are added to what their delivery gave, and change no order. */
    private void replay(Delivery one) {
      Delivery more =
          new Delivery(
              one.job(),
              one.source(),
              100 + runs,
              "r" + ++runs,
              one.sequence(),
              1 + random.nextInt(9));
      deliveries.put(
          one.id(),
          new Delivery(
              one.job(),
              one.source(),
              one.modified(),
              one.run(),
              one.sequence(),
              one.rows() + more.rows()));
      loaded.put(one.id(), deliveries.get(one.id()));
      replays.put(more.run(), one.job());
      settle(groups, List.of(more), false);
    }

    /** As a run does: what is superseded goes from both tables, then what came competes. */
    private void run(Map<String, Delivery> read, List<String> gone) {
      deliveries.putAll(read);
      gone.forEach(deliveries::remove);
      loaded.putAll(read);
      gone.forEach(loaded::remove);
      DeliveryOrder order = order();
      List<Group> left = new ArrayList<>();
      for (Group group : groups) {
        boolean again = read.values().stream().anyMatch(one -> isOf(group, one, order));
        boolean withdrawn = gone.stream().anyMatch(id -> id.equals(id(group)));
        boolean ofDatabase = group.delivery().startsWith(DATABASE.toString());
        if (!withdrawn && (!again || ofDatabase)) {
          left.add(group);
        }
      }
      settle(left, read.values(), true);
    }

    private void settle(List<Group> left, Collection<Delivery> read, boolean arrived) {
      DeliveryOrder order = order();
      List<Group> all = new ArrayList<>();
      left.forEach(group -> all.add(group(group.side(), group)));
      read.forEach(one -> all.add(group(one, order, arrived)));
      groups = new ArrayList<>();
      for (Decided decided : PartitionStanding.decide(all)) {
        Group group = decided.group();
        if (decided.fate() == Fate.STAYS) {
          groups.add(group);
        } else if (decided.fate() == Fate.MOVES) {
          Side other = group.side() == Side.TARGET ? Side.DISPLACED : Side.TARGET;
          groups.add(group(other, group));
        }
      }
      compare();
    }

    private DeliveryOrder order() {
      Map<JobName, Map<String, Long>> files = new HashMap<>();
      files.put(ONE, new TreeMap<>());
      files.put(OTHER, new TreeMap<>());
      Map<String, JobName> owners = new HashMap<>();
      for (Delivery each : deliveries.values()) {
        owners.put(each.run(), each.job());
        if (files.containsKey(each.job())) {
          files.get(each.job()).put(each.source(), each.modified() * 1000L);
        }
      }
      owners.putAll(replays);
      return DeliveryOrder.of(ONE, files, owners);
    }

    private static boolean isOf(Group group, Delivery one, DeliveryOrder order) {
      return group.delivery().equals(order.delivery(one.source(), one.run()));
    }

    private static String id(Group group) {
      return group.delivery().replace('\u0001', ' ');
    }

    private static Group group(Side side, Group as) {
      return new Group(
          side,
          as.source(),
          as.run(),
          as.state(),
          as.delivery(),
          as.place(),
          as.sequence(),
          as.rows(),
          false);
    }

    private static Group group(Delivery one, DeliveryOrder order, boolean arrived) {
      return new Group(
          Side.TARGET,
          one.source(),
          one.run(),
          order.state(one.source(), one.run()),
          order.delivery(one.source(), one.run()),
          order.place(one.source(), one.run(), one.modified() * 1000L),
          one.sequence(),
          one.rows(),
          arrived);
    }

    private void compare() {
      List<String> right =
          deliveries.values().stream()
              .max(
                  Comparator.comparing(
                          Delivery::sequence, Comparator.nullsFirst(Comparator.naturalOrder()))
                      .thenComparing(Delivery::place, DeliveryPlace.ORDER))
              .map(one -> List.of(one.id() + " " + one.rows()))
              .orElse(List.of());
      Map<String, Long> shown = new TreeMap<>();
      for (Group group : groups) {
        if (group.side() == Side.TARGET) {
          shown.merge(id(group), group.rows(), Long::sum);
        }
      }
      assertThat(shown.entrySet().stream().map(each -> each.getKey() + " " + each.getValue()))
          .as(name)
          .isEqualTo(right);
    }
  }
}
