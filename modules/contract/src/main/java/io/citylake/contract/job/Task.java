package io.citylake.contract.job;

import io.citylake.contract.Title;
import io.citylake.contract.schedule.Schedule;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be run and fills one table: a job from a source, or a step from other tables. */
public sealed interface Task permits Job, Step {
  JobName name();

  Title title();

  /** The department that answers for it. */
  String owner();

  TableName target();

  /** When it runs; null for a step that follows its inputs, and for a job that a person runs. */
  @Nullable Schedule schedule();

  /** How long one run may take before it is stopped; null for as long as it takes. */
  @Nullable Duration timeout();

  List<String> tags();
}
