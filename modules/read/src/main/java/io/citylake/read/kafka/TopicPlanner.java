package io.citylake.read.kafka;

import io.citylake.contract.job.SourceSpec.Caps;
import io.citylake.contract.job.SourceSpec.Kafka;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.Position;
import io.citylake.read.file.Missing;
import io.citylake.read.format.MessageSchemas;
import io.citylake.read.format.MessageTask;
import io.citylake.read.format.RequestedFields;
import io.citylake.read.kafka.TopicDecider.Decision;
import io.citylake.read.record.RecordLimits;
import io.citylake.read.record.RecordTask;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Asks a topic for its bounds and cuts what is new into ranges; reads no message. */
public final class TopicPlanner {
  /** So many offsets are one task's. */
  private static final long A_TASK = 250_000;

  /** So few weigh little, whatever they hold. */
  private static final long FEW = 100_000;

  /** A message of a device or a platform, about. */
  private static final long BYTES_A_MESSAGE = 300;

  private final KafkaCluster cluster;
  private final TopicDecider decider;
  private final MessageTask messages;

  private TopicPlanner(KafkaCluster cluster, TopicDecider decider, MessageTask messages) {
    this.cluster = cluster;
    this.decider = decider;
    this.messages = messages;
  }

  /**
   * What a deployment says.
   *
   * @param home of the workspace, which schemas lie in
   */
  public record Reading(Path home, Caps caps) {}

  /**
   * A planner for one job.
   *
   * @param definition what the job makes of messages, as a hash
   * @throws CityLakeException SETTING_INVALID, SOURCE_UNAVAILABLE
   */
  public static TopicPlanner of(
      Kafka spec, JobName job, String definition, RequestedFields wanted, Reading reading) {
    return new TopicPlanner(
        KafkaCluster.of(spec, "citylake-" + job),
        new TopicDecider(job, spec.topic(), definition, spec.maxRecords()),
        new MessageTask(
            spec.format(),
            MessageSchemas.load(spec.format(), reading.home()),
            spec.tombstones(),
            wanted,
            RecordLimits.of(reading.caps())));
  }

  /**
   * Asks for the bounds.
   *
   * @param missing what becomes of rows whose messages can't be read again, in a full refresh
   * @throws CityLakeException SOURCE_UNAVAILABLE, TOPIC_REPLACED, OFFSETS_GONE, TOPIC_CUT,
   *     METADATA_CORRUPT
   */
  public TopicPlan plan(Position after, boolean full, Missing missing) {
    Optional<TopicPosition> before = TopicPosition.parse(after);
    TopicState now = new TopicLook(cluster).state();
    Decision decision =
        full ? decider.refresh(before, now, missing) : decider.increment(before, now);
    List<OffsetRange> ranges = decision.ranges();
    long offsets = ranges.stream().mapToLong(OffsetRange::length).sum();
    List<RecordTask> tasks = new ArrayList<>();
    for (List<OffsetRange> each : packed(ranges)) {
      long own = each.stream().mapToLong(OffsetRange::length).sum();
      tasks.add(
          new RangeTask(
              cluster, now.id(), messages, each, offsets > FEW ? 0 : own * BYTES_A_MESSAGE));
    }
    return new TopicPlan(
        decision.after().position(),
        tasks,
        ranges.stream()
            .map(
                range -> TopicSource.of(cluster.topic(), now.id(), range.partition(), range.cuts()))
            .distinct()
            .toList(),
        decision.superseded(),
        decision.missing(),
        offsets > FEW ? 0 : offsets * BYTES_A_MESSAGE,
        decision.waiting(),
        decision.moved(),
        remarks(decision, now));
  }

  private static List<String> remarks(Decision decision, TopicState now) {
    List<String> remarks = new ArrayList<>();
    if (decision.other()) {
      remarks.add(
          "messages were loaded under another mapping of the job; --full-refresh loads those again that the topic still has");
    }
    TopicDecider.heldBack(decision.ranges(), now).ifPresent(remarks::add);
    return remarks;
  }

  /** Small ranges share a client, since each costs a connection; large ones are cut. */
  static List<List<OffsetRange>> packed(List<OffsetRange> ranges) {
    List<List<OffsetRange>> packed = new ArrayList<>();
    List<OffsetRange> open = new ArrayList<>();
    Set<Integer> partitions = new HashSet<>();
    long held = 0;
    for (OffsetRange range : ranges) {
      for (long from = range.from(); from < range.until(); from += A_TASK) {
        OffsetRange part =
            new OffsetRange(
                range.partition(), from, Math.min(range.until(), from + A_TASK), range.cuts());
        if (held + part.length() > A_TASK || !partitions.add(part.partition())) {
          packed.add(List.copyOf(open));
          open.clear();
          partitions.clear();
          partitions.add(part.partition());
          held = 0;
        }
        open.add(part);
        held += part.length();
      }
    }
    if (!open.isEmpty()) {
      packed.add(List.copyOf(open));
    }
    return packed;
  }

  /**
   * Requires that the topic is still the one that was planned.
   *
   * @throws CityLakeException SOURCE_CHANGED
   */
  public void requireUnchanged(TopicPlan plan) {
    String planned = TopicPosition.parse(plan.after()).orElseThrow().id();
    String now = new TopicLook(cluster).id();
    if (!now.equals(planned)) {
      throw new CityLakeException(
          ErrorCode.SOURCE_CHANGED,
          "Cannot publish what was read of topic %s: it was made anew meanwhile, and nothing was published (planned=%s, now=%s)"
              .formatted(cluster.topic(), planned, now));
    }
  }
}
