package io.citylake.publish.stage;

import io.citylake.model.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.jspecify.annotations.Nullable;

/**
 * Iceberg writes as one. All go to branches that nobody reads, so that a later one may fail after
 * the first without harm: the run as a whole is then discarded.
 */
final class RoutedBatchWrite implements BatchWrite {
  private final RoutedWrite write;
  private final BatchWrite good;
  private final BatchWrite bad;
  private final @Nullable BatchWrite kept;
  private final RouteTask.Layout layout;
  private boolean goodCommitted;

  RoutedBatchWrite(
      RoutedWrite write,
      BatchWrite good,
      BatchWrite bad,
      @Nullable BatchWrite kept,
      RouteTask.Layout layout) {
    this.write = write;
    this.good = good;
    this.bad = bad;
    this.kept = kept;
    this.layout = layout;
  }

  @Override
  public DataWriterFactory createBatchWriterFactory(PhysicalWriteInfo info) {
    return new RouteTask(
        good.createBatchWriterFactory(info),
        bad.createBatchWriterFactory(info),
        kept == null ? null : kept.createBatchWriterFactory(info),
        layout);
  }

  /** Of two attempts of one task, the slower deletes its files instead of leaving orphans. */
  @Override
  public boolean useCommitCoordinator() {
    return true;
  }

  @Override
  public void commit(WriterCommitMessage[] messages) {
    Tally total = Tally.none();
    long duplicatesKept = 0;
    for (WriterCommitMessage message : messages) {
      total = total.plus(((RoutedMessage) message).tally());
      duplicatesKept += ((RoutedMessage) message).duplicatesKept();
    }
    if (total.accepted() > 0) {
      good.commit(side(messages, RoutedMessage::good));
      goodCommitted = true;
    }
    if (total.quarantined() > 0) {
      bad.commit(side(messages, RoutedMessage::bad));
    }
    if (kept != null && duplicatesKept > 0) {
      kept.commit(side(messages, message -> Objects.requireNonNull(message.kept())));
    }
    write.counted(total);
  }

  @Override
  public void abort(WriterCommitMessage[] messages) {
    if (!goodCommitted) {
      good.abort(side(messages, RoutedMessage::good));
    }
    bad.abort(side(messages, RoutedMessage::bad));
    if (kept != null) {
      kept.abort(side(messages, message -> Objects.requireNonNull(message.kept())));
    }
  }

  private static WriterCommitMessage[] side(
      WriterCommitMessage[] messages, Function<RoutedMessage, WriterCommitMessage> part) {
    List<WriterCommitMessage> side = new ArrayList<>();
    for (WriterCommitMessage message : messages) {
      // Tasks that did not finish have none.
      if (message instanceof RoutedMessage routed) {
        side.add(part.apply(routed));
      }
    }
    return side.toArray(WriterCommitMessage[]::new);
  }
}
