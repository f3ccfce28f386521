package io.citylake.read.kafka;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.read.file.Missing;
import io.citylake.read.kafka.TopicPosition.Earlier;
import io.citylake.read.kafka.TopicPosition.Reached;
import io.citylake.read.kafka.TopicState.Bounds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a run reads of a topic, by where the last one ended and what the brokers say. Where
 * messages were lost, or nobody can say that none was, it stops the job and names the way on.
 */
final class TopicDecider {
  private final JobName job;
  private final String topic;
  private final String definition;
  private final long most;

  /**
   * @param definition what the job makes of messages, as a hash
   * @param most how many offsets a run reads
   */
  TopicDecider(JobName job, String topic, String definition, long most) {
    this.job = job;
    this.topic = topic;
    this.definition = definition;
    this.most = most;
  }

  /**
   * What was decided.
   *
   * @param ranges none of which is empty
   * @param superseded sources whose rows go first
   * @param missing sources of which messages were loaded that are not there any more; of a full
   *     refresh only
   * @param waiting how many offsets are left for the next run
   * @param moved whether a refresh goes on from elsewhere than the last run ended: that is recorded
   *     even where nothing is read
   * @param other whether the first messages were loaded under another mapping
   */
  record Decision(
      TopicPosition after,
      List<OffsetRange> ranges,
      List<String> superseded,
      List<String> missing,
      long waiting,
      boolean moved,
      boolean other) {
    Decision {
      ranges = List.copyOf(ranges);
      superseded = List.copyOf(superseded);
      missing = List.copyOf(missing);
    }
  }

  /**
   * What is new; what was there before the first run too.
   *
   * @throws CityLakeException TOPIC_REPLACED, OFFSETS_GONE, TOPIC_CUT
   */
  Decision increment(Optional<TopicPosition> before, TopicState now) {
    before.ifPresent(last -> requireGoesOn(last, now));
    List<Reached> reached = new ArrayList<>();
    List<Long> lags = new ArrayList<>();
    for (int i = 0; i < now.partitions().size(); i++) {
      Bounds bounds = now.partitions().get(i);
      Reached last =
          before.isPresent() && i < before.get().partitions().size()
              ? before.get().partitions().get(i)
              : new Reached(bounds.earliest(), bounds.earliest());
      reached.add(last);
      lags.add(bounds.end() - last.next());
    }
    List<Long> shares = shares(lags, most);
    List<OffsetRange> ranges = new ArrayList<>();
    List<Reached> after = new ArrayList<>();
    long waiting = 0;
    for (int i = 0; i < reached.size(); i++) {
      Reached last = reached.get(i);
      long until = last.next() + shares.get(i);
      add(ranges, new OffsetRange(i, last.next(), until, last.cuts()));
      after.add(last.until(until));
      waiting += lags.get(i) - shares.get(i);
    }
    String under = before.map(TopicPosition::definition).orElse(definition);
    List<Earlier> earlier = before.map(TopicPosition::earlier).orElse(List.of());
    return new Decision(
        new TopicPosition(topic, now.id(), after, under, earlier),
        ranges,
        List.of(),
        List.of(),
        waiting,
        false,
        !under.equals(definition));
  }

  private void requireGoesOn(TopicPosition last, TopicState now) {
    if (!last.topic().equals(topic) || !last.id().equals(now.id())) {
      throw stopped(
          ErrorCode.TOPIC_REPLACED,
          "it is another topic than the one that was read, so nobody can say which of its messages are in the table (read=%s %s, found=%s %s)"
              .formatted(last.topic(), last.id(), topic, now.id()));
    }
    int known = last.partitions().size();
    if (now.partitions().size() < known) {
      throw stopped(
          ErrorCode.TOPIC_CUT,
          "it has fewer partitions than were read (read=%d, found=%d)"
              .formatted(known, now.partitions().size()));
    }
    for (int i = 0; i < now.partitions().size(); i++) {
      Bounds bounds = now.partitions().get(i);
      // One that came since begins at 0, or something of it is gone already.
      long next = i < known ? last.partitions().get(i).next() : 0;
      if (bounds.earliest() > next) {
        throw stopped(
            ErrorCode.OFFSETS_GONE,
            "messages that were not read are gone, by the topic's retention or by somebody's word (partition=%d, next=%d, first there=%d)"
                .formatted(i, next, bounds.earliest()));
      }
      if (bounds.end() < next) {
        throw stopped(
            ErrorCode.TOPIC_CUT,
            "it ends before what was read, as after a broker that lost its disk (partition=%d, next=%d, end=%d)"
                .formatted(i, next, bounds.end()));
      }
    }
  }

  /** With the way on, which is the same for all: what is in the table stays, or goes. */
  private CityLakeException stopped(ErrorCode code, String why) {
    return new CityLakeException(
        code,
        "Cannot go on reading topic %1$s: %2$s; nothing was changed. To keep the rows and go on with what the topic has: citylake run %3$s --full-refresh --keep-missing; to have the topic's messages alone: citylake run %3$s --full-refresh --withdraw-missing"
            .formatted(topic, why, job));
  }

  /**
   * All that is there, in place of what was loaded of it. What was loaded and can't be read again
   * stays or goes by the caller's word; a partition whose rows stay is read on from where it was,
   * or from where it begins or ends now.
   */
  Decision refresh(Optional<TopicPosition> before, TopicState now, Missing missing) {
    boolean keep = missing == Missing.KEEP;
    List<String> gone = new ArrayList<>();
    List<Earlier> earlier = new ArrayList<>(before.map(TopicPosition::earlier).orElse(List.of()));
    before.ifPresent(last -> earlier.add(last.gone()));
    // It may be one that was read before another, and came back.
    List<Reached> known = takeOut(earlier, now.id());
    earlier.forEach(each -> gone.addAll(each.sources()));
    List<String> again = new ArrayList<>();
    List<OffsetRange> ranges = new ArrayList<>();
    List<Reached> after = new ArrayList<>();
    for (int i = 0; i < Math.max(known.size(), now.partitions().size()); i++) {
      Reached last = i < known.size() ? known.get(i) : null;
      Bounds bounds = i < now.partitions().size() ? now.partitions().get(i) : new Bounds(0, 0);
      boolean lost = last != null && lost(last, bounds);
      if (last != null) {
        gone.addAll(TopicSource.between(topic, now.id(), i, last.kept(), last.cuts()));
        (lost ? gone : again).add(TopicSource.of(topic, now.id(), i, last.cuts()));
      }
      if (i < now.partitions().size()) {
        Reached from = from(last, bounds, lost, keep);
        add(ranges, new OffsetRange(i, from.next(), bounds.end(), from.cuts()));
        after.add(from.until(bounds.end()));
      }
    }
    if (!keep) {
      again.addAll(gone);
    }
    TopicPosition reached =
        new TopicPosition(topic, now.id(), after, definition, keep ? earlier : List.of());
    boolean moved = before.filter(last -> !last.equals(reached)).isPresent();
    return new Decision(reached, ranges, again, gone, 0, moved, false);
  }

  /** Whether any of what was loaded can't be read again. */
  private static boolean lost(Reached last, Bounds now) {
    return last.isLoaded() && (now.earliest() > last.first() || now.end() < last.next());
  }

  /** Where a refresh begins in a partition, and what it counts as loaded before. */
  private static Reached from(@Nullable Reached last, Bounds now, boolean lost, boolean keep) {
    if (last == null) {
      return new Reached(now.earliest(), now.earliest());
    }
    // What comes at the offsets of messages that were read has another source than they.
    boolean cut = lost && now.end() < last.next();
    int cuts = last.cuts() + (cut ? 1 : 0);
    if (!keep) {
      return new Reached(now.earliest(), now.earliest(), cuts, cuts);
    }
    if (!lost && !last.keepsOlder()) {
      return new Reached(now.earliest(), now.earliest(), cuts, last.kept());
    }
    // Before its first offset stand messages whose rows stay under an older source.
    long next = lost ? last.next() : last.first();
    long begin = Math.min(Math.max(next, now.earliest()), now.end());
    return new Reached(lost && !cut ? last.first() : begin, begin, cuts, last.kept());
  }

  /** How far this topic was read; it is none of those that are gone. */
  private List<Reached> takeOut(List<Earlier> earlier, String id) {
    for (Earlier each : earlier) {
      if (each.topic().equals(topic) && each.id().equals(id)) {
        earlier.remove(each);
        return each.partitions();
      }
    }
    return List.of();
  }

  private static void add(List<OffsetRange> ranges, OffsetRange range) {
    if (range.length() > 0) {
      ranges.add(range);
    }
  }

  /**
   * That something stands behind a transaction which nobody has ended, in a partition that brings
   * nothing else: where that hangs, each run would say for hours that nothing is new.
   */
  static Optional<String> heldBack(List<OffsetRange> ranges, TopicState now) {
    for (int i = 0; i < now.partitions().size(); i++) {
      int partition = i;
      Bounds bounds = now.partitions().get(i);
      long waiting = bounds.written() - bounds.end();
      if (waiting > 0 && ranges.stream().noneMatch(range -> range.partition() == partition)) {
        return Optional.of(
            "%,d offsets wait behind a transaction that its sender has not ended (partition=%d, offset=%d); if it hangs, kafka-transactions.sh find-hanging and abort end it"
                .formatted(waiting, i, bounds.end()));
      }
    }
    return Optional.empty();
  }

  /**
   * As much of each partition as its part of what waits, and one offset of each at least, as long
   * as there are so many: none is left behind a larger one.
   */
  static List<Long> shares(List<Long> lags, long most) {
    long all = lags.stream().mapToLong(Long::longValue).sum();
    if (all <= most) {
      return lags;
    }
    List<Long> shares = new ArrayList<>();
    long left = most;
    for (long lag : lags) {
      long one = lag > 0 && left > 0 ? 1 : 0;
      shares.add(one);
      left -= one;
    }
    double part = (double) left / (all - (most - left));
    for (int i = 0; i < shares.size(); i++) {
      long rest = lags.get(i) - shares.get(i);
      long more = Math.min(Math.min(left, rest), (long) Math.floor(rest * part));
      shares.set(i, shares.get(i) + more);
      left -= more;
    }
    for (int i = 0; i < shares.size() && left > 0; i++) {
      long more = Math.min(left, lags.get(i) - shares.get(i));
      shares.set(i, shares.get(i) + more);
      left -= more;
    }
    return shares;
  }
}
