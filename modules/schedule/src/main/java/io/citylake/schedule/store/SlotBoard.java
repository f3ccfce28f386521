package io.citylake.schedule.store;

import io.citylake.model.JobName;
import io.citylake.schedule.slot.Change;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The slots as one transaction sees and changes them; nobody else changes any meanwhile. */
public interface SlotBoard {
  Optional<Slot> find(SlotId id);

  /** The slots of a series that are not at rest, and all others of their business dates. */
  List<Slot> open(String series);

  /** The slots of a task for business dates from one to another, that one too. */
  List<Slot> ofDates(String series, JobName task, LocalDate from, LocalDate to);

  /** The slots of all tasks of a series for a business date, by their time; at most so many. */
  List<Slot> ofDate(String series, LocalDate date, int limit);

  /** The slots of a series, of one task or of all; the newest first, at most so many. */
  List<Slot> latest(String series, Optional<JobName> task, int limit);

  /** Those of every series that run or may. */
  List<Slot> busy();

  /** Adds a slot, unless it is there; whether it did. */
  boolean add(Slot slot, String by, Instant at);

  /** Puts a slot in the place of what it was, and remembers the change of its state. */
  void replace(Slot before, Slot after, String by, Instant at);

  /** What happened to one slot, the oldest change first. */
  List<Change> changes(SlotId id);

  Map<JobName, TaskMark> marks(String series);

  void mark(String series, JobName task, TaskMark mark);

  /** When a scheduler looked at a series last. */
  Optional<Instant> lastLook(String series);

  void looked(String series, Instant at);

  /** Has schedulers run the slots of a series beside their own, until it is taken back. */
  void handOver(String series, Instant at);

  /** Takes back what was handed over at a moment, unless it was handed over again since. */
  void takeBack(String series, Instant at);

  /** The series that schedulers are to run, with when they were handed over; by name. */
  Map<String, Instant> handedOver();

  /** The processes that run slots of a series and live. */
  Set<String> schedulers(String series);

  /** Which claims of running slots are of processes that are gone. */
  Set<String> lostClaims();
}
