package io.citylake.contract.job;

import io.citylake.contract.Title;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be run and fills one table: a job from a source, or a step from other tables. */
public sealed interface Task permits Job, Step {
  JobName name();

  Title title();

  /** The department that answers for it. */
  String owner();

  TableName target();

  /** Cron text for the scheduler; null for none. */
  @Nullable String schedule();

  List<String> tags();
}
