package io.citylake.read;

import io.citylake.contract.feed.Feed;
import io.citylake.contract.job.Job;
import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.settings.Settings;
import io.citylake.read.feed.FeedPlanner;
import io.citylake.read.file.FilesPlanner;
import io.citylake.read.file.SourceRoots;
import io.citylake.read.format.MessageSchemas;
import io.citylake.read.format.RequestedFields;
import io.citylake.read.jdbc.TablePlanner;
import io.citylake.read.kafka.TopicPlanner;
import io.citylake.read.record.RecordLimits;
import io.citylake.receive.spool.SpoolView;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Opens the reader for a job's source. */
public final class SourceReaders {
  private SourceReaders() {}

  /**
   * A reader; nothing is read yet, but a database's host is looked up and its file must exist.
   *
   * @param home of the workspace, which relative paths and roots start from
   */
  public static SourceReader open(Job job, Settings settings, Path home) {
    SourceRoots roots = SourceRoots.of(home, settings.sourceRoots());
    if (job.source() instanceof SourceSpec.Jdbc table) {
      return new TableReader(
          TablePlanner.of(table, LoadDefinition.of(job), RequestedFields.of(job).names(), roots));
    }
    if (job.source() instanceof SourceSpec.FeedMessages messages) {
      return new FeedReader(
          new FeedPlanner(
              messages,
              RequestedFields.of(job),
              RecordLimits.of(settings.caps()),
              new SpoolView(Feed.spool(settings.stateDir(), messages.feed()), messages.feed())));
    }
    if (job.source() instanceof SourceSpec.Kafka topic) {
      return new TopicReader(
          TopicPlanner.of(
              topic,
              job.name(),
              LoadDefinition.of(job),
              RequestedFields.of(job),
              new TopicPlanner.Reading(home, settings.caps())));
    }
    Map<String, String> hadoop = new TreeMap<>();
    settings.hadoop().forEach((key, value) -> hadoop.put(key, value.reveal()));
    SourceSpec.Files files = (SourceSpec.Files) job.source();
    return new FilesReader(
        FilesPlanner.of(
            files,
            RequestedFields.of(job),
            LoadDefinition.of(job),
            roots,
            settings.caps(),
            hadoop));
  }

  /**
   * Looks whether a job's files lie where sources may; reads nothing of them, and they need not be
   * there. Schemas of messages must.
   *
   * @throws io.citylake.model.CityLakeException PATH_OUTSIDE_ROOTS, SETTING_INVALID
   */
  public static void requirePlace(Job job, Settings settings, Path home) {
    SourceRoots roots = SourceRoots.of(home, settings.sourceRoots());
    if (job.source() instanceof SourceSpec.Files files) {
      roots.require(files.path());
    } else if (job.source() instanceof SourceSpec.Kafka topic) {
      MessageSchemas.load(topic.format(), home);
    } else if (job.source() instanceof SourceSpec.Jdbc table
        && table.product() == SourceSpec.Product.SQLITE) {
      roots.require(table.database());
    }
  }
}
