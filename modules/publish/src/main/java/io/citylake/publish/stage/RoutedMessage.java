package io.citylake.publish.stage;

import io.citylake.model.Tally;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/** What a finished task tells the driver: the files of both sides, and its counts. */
record RoutedMessage(WriterCommitMessage good, WriterCommitMessage bad, Tally tally)
    implements WriterCommitMessage {}
