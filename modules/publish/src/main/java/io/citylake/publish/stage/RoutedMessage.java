package io.citylake.publish.stage;

import io.citylake.model.Tally;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.jspecify.annotations.Nullable;

/** What a finished task tells the driver: the files of all sides, and its counts. */
record RoutedMessage(
    WriterCommitMessage good,
    WriterCommitMessage bad,
    @Nullable WriterCommitMessage kept,
    long duplicatesKept,
    Tally tally)
    implements WriterCommitMessage {}
