package io.citylake.publish.plan;

import io.citylake.model.JobName;
import io.citylake.model.TableName;
import java.util.Collection;
import java.util.stream.Collectors;

/** What people are told of jobs that have rows in a table and are not declared any more. */
public final class UndeclaredJobs {
  private UndeclaredJobs() {}

  /** As a part of a message. */
  public static String sentence(TableName table, Collection<JobName> jobs) {
    return "%s has rows of %s, which no file under jobs/ declares any more; if a job was only renamed, say in its file was: [its earlier name] before it loads, else beside: [%s] says that these rows stay"
        .formatted(
            table,
            jobs.stream().map(JobName::toString).collect(Collectors.joining(", ")),
            jobs.iterator().next());
  }
}
