package io.citylake.read.feed;

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
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stretch of a feed's spool, read from end to end. */
record FeedTask(
    SpoolStretch stretch,
    String rows,
    RequestedFields wanted,
    RecordLimits limits,
    RowOrigin origin)
    implements RecordTask {
  /** What can be mapped of each message beside what it holds. */
  private static final List<String> ENVELOPE = List.of("_sequence", "_arrival", "_sender");

  @Override
  public long bytes() {
    return stretch.bytes();
  }

  @Override
  public RecordCursor open() throws IOException {
    return MessageCursor.open(
        new Spooled(stretch, stretch.open()), rows, wanted, ENVELOPE, limits, origin);
  }

  private static final class Spooled implements Messages {
    private final SpoolStretch stretch;
    private final SpoolStretch.Reader reader;
    private long count;
    private List<@Nullable String> envelope = List.of();

    Spooled(SpoolStretch stretch, SpoolStretch.Reader reader) {
      this.stretch = stretch;
      this.reader = reader;
    }

    @Override
    public boolean next() throws IOException {
      if (reader.next()) {
        count++;
        SpooledMessage message = reader.message();
        envelope =
            List.of(
                Long.toString(message.sequence()),
                Instant.ofEpochMilli(message.arrival()).toString(),
                message.sender());
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
