package io.citylake.read.feed;

import io.citylake.contract.feed.TopicPattern;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.RowOrigin;
import io.citylake.read.format.MessageCursor;
import io.citylake.read.format.Messages;
import io.citylake.read.format.RequestedFields;
import io.citylake.read.record.RecordCursor;
import io.citylake.read.record.RecordLimits;
import io.citylake.read.record.RecordTask;
import io.citylake.receive.spool.SpoolStretch;
import io.citylake.receive.spool.SpooledMessage;
import io.citylake.receive.spool.Topic;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A stretch of a feed's spool, read from end to end. */
record FeedTask(
    SpoolStretch stretch,
    String rows,
    RequestedFields wanted,
    RecordLimits limits,
    RowOrigin origin)
    implements RecordTask {
  /** What can be mapped of each message beside what it holds; levels of topics besides. */
  private static final List<String> ENVELOPE = List.of("_sequence", "_arrival", "_sender");

  private static final String TOPIC = "_topic";
  private static final String LEVEL = TOPIC + "_";

  @Override
  public long bytes() {
    return stretch.bytes();
  }

  @Override
  public RecordCursor open() throws IOException {
    List<String> topics =
        wanted.names().stream()
            .filter(each -> each.equals(TOPIC) || each.startsWith(LEVEL))
            .toList();
    List<String> envelope = new ArrayList<>(ENVELOPE);
    envelope.addAll(topics);
    return MessageCursor.open(
        new Spooled(stretch, stretch.open(), topics), rows, wanted, envelope, limits, origin);
  }

  private static final class Spooled implements Messages {
    private final SpoolStretch stretch;
    private final SpoolStretch.Reader reader;
    private final List<String> topics;
    private final Map<String, TopicPattern> patterns = new HashMap<>();
    private long count;
    private List<@Nullable String> envelope = List.of();

    Spooled(SpoolStretch stretch, SpoolStretch.Reader reader, List<String> topics) {
      this.stretch = stretch;
      this.reader = reader;
      this.topics = topics;
    }

    @Override
    public boolean next() throws IOException {
      if (reader.next()) {
        count++;
        SpooledMessage message = reader.message();
        List<@Nullable String> known = new ArrayList<>();
        known.add(Long.toString(message.sequence()));
        known.add(Instant.ofEpochMilli(message.arrival()).toString());
        known.add(message.sender());
        if (!topics.isEmpty()) {
          addTopics(message.topic(), known);
        }
        envelope = known;
        return true;
      }
      if (count != stretch.messages()) {
        throw new CityLakeException(
            ErrorCode.SOURCE_CHANGED,
            "Cannot read the spool: %,d messages are there where %,d were a moment ago; run again (file=%s)"
                .formatted(count, stretch.messages(), stretch.file()));
      }
      return false;
    }

    /** By the pattern that it fitted when it came; null what it hasn't. */
    private void addTopics(Topic topic, List<@Nullable String> known) {
      Map<String, String> levels =
          topic.pattern().isEmpty()
              ? Map.of()
              : patterns
                  .computeIfAbsent(topic.pattern(), TopicPattern::parse)
                  .find(topic.name())
                  .orElseGet(TreeMap::new);
      for (String each : topics) {
        known.add(
            each.equals(TOPIC)
                ? (topic.name().isEmpty() ? null : topic.name())
                : levels.get(each.substring(LEVEL.length())));
      }
    }

    @Override
    public byte[] payload() {
      return reader.message().payload();
    }

    @Override
    public long place() {
      return reader.message().sequence();
    }

    @Override
    public List<@Nullable String> envelope() {
      return envelope;
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
