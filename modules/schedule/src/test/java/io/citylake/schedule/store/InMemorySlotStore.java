package io.citylake.schedule.store;

import io.citylake.model.JobName;
import io.citylake.schedule.slot.Change;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.slot.SlotState;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Slots in memory, as {@link SlotStoreContract} wants them. */
public final class InMemorySlotStore implements SlotStore {
  private final Board board = new Board();

  /** The series of each. */
  private final Map<String, String> processes = new TreeMap<>();

  @Override
  public synchronized <T> T change(Function<SlotBoard, T> work) {
    return work.apply(board);
  }

  @Override
  public <T> T read(Function<SlotBoard, T> work) {
    return change(work);
  }

  /** From now on the claims of a process are its own; it runs the schedule. */
  public synchronized void enter(String process) {
    enter(process, SlotId.SCHEDULE);
  }

  /** The same of one that runs another series. */
  public synchronized void enter(String process, String series) {
    processes.put(process, series);
  }

  /** The process is gone without a word. */
  public synchronized void lose(String process) {
    processes.remove(process);
  }

  private final class Board implements SlotBoard {
    private final Map<SlotId, Slot> slots = new TreeMap<>();
    private final Map<SlotId, List<Change>> changes = new TreeMap<>();
    private final Map<String, Map<JobName, TaskMark>> marks = new TreeMap<>();
    private final Map<String, Instant> looks = new TreeMap<>();
    private final Map<String, Instant> handedOver = new TreeMap<>();

    private List<Slot> those(Predicate<Slot> wanted) {
      return slots.values().stream().filter(wanted).toList();
    }

    @Override
    public Optional<Slot> find(SlotId id) {
      return Optional.ofNullable(slots.get(id));
    }

    @Override
    public List<Slot> open(String series) {
      List<Slot> own = those(each -> each.id().series().equals(series));
      Set<LocalDate> dates =
          own.stream()
              .filter(each -> !each.state().isAtRest())
              .map(Slot::businessDate)
              .collect(Collectors.toSet());
      return own.stream().filter(each -> dates.contains(each.businessDate())).toList();
    }

    @Override
    public List<Slot> ofDates(String series, JobName task, LocalDate from, LocalDate to) {
      return those(
          each ->
              each.id().series().equals(series)
                  && each.id().task().equals(task)
                  && !each.businessDate().isBefore(from)
                  && !each.businessDate().isAfter(to));
    }

    @Override
    public List<Slot> ofDate(String series, LocalDate date, int limit) {
      return those(each -> each.id().series().equals(series) && each.businessDate().equals(date))
          .stream()
          .sorted(
              Comparator.comparing(Slot::scheduled)
                  .thenComparing(each -> each.id().task())
                  .thenComparing(each -> each.id().key()))
          .limit(limit)
          .toList();
    }

    @Override
    public List<Slot> latest(String series, Optional<JobName> task, int limit) {
      return those(
              each ->
                  each.id().series().equals(series)
                      && task.map(each.id().task()::equals).orElse(true))
          .stream()
          .sorted(
              Comparator.comparing(Slot::scheduled)
                  .reversed()
                  .thenComparing(each -> each.id().task())
                  .thenComparing(each -> each.id().key()))
          .limit(limit)
          .toList();
    }

    @Override
    public List<Slot> busy() {
      return those(each -> each.state() == SlotState.DUE || each.state() == SlotState.RUNNING);
    }

    @Override
    public boolean add(Slot slot, String by, Instant at) {
      boolean added = slots.putIfAbsent(slot.id(), slot) == null;
      if (added) {
        note(slot, slot, by, at);
      }
      return added;
    }

    @Override
    public void replace(Slot before, Slot after, String by, Instant at) {
      slots.put(after.id(), after);
      if (before.state() != after.state()) {
        note(before, after, by, at);
      }
    }

    private void note(Slot before, Slot after, String by, Instant at) {
      changes
          .computeIfAbsent(after.id(), id -> new ArrayList<>())
          .add(new Change(after.id(), at, before.state(), after.state(), after.reason(), by));
    }

    @Override
    public List<Change> changes(SlotId id) {
      return List.copyOf(changes.getOrDefault(id, List.of()));
    }

    @Override
    public Map<JobName, TaskMark> marks(String series) {
      return Map.copyOf(marks.getOrDefault(series, Map.of()));
    }

    @Override
    public void mark(String series, JobName task, TaskMark mark) {
      marks.computeIfAbsent(series, name -> new TreeMap<>()).put(task, mark);
    }

    @Override
    public void handOver(String series, Instant at) {
      handedOver.put(series, at);
    }

    @Override
    public void takeBack(String series, Instant at) {
      handedOver.remove(series, at);
    }

    @Override
    public Map<String, Instant> handedOver() {
      return new TreeMap<>(handedOver);
    }

    @Override
    public Optional<Instant> lastLook(String series) {
      return Optional.ofNullable(looks.get(series));
    }

    @Override
    public void looked(String series, Instant at) {
      looks.put(series, at);
    }

    @Override
    public Set<String> schedulers(String series) {
      return processes.entrySet().stream()
          .filter(each -> each.getValue().equals(series))
          .map(Map.Entry::getKey)
          .collect(Collectors.toSet());
    }

    @Override
    public Set<String> lostClaims() {
      return those(each -> each.state() == SlotState.RUNNING).stream()
          .map(Slot::claim)
          .filter(claim -> !processes.containsKey(claim.substring(0, claim.indexOf('/'))))
          .collect(Collectors.toSet());
    }
  }
}
