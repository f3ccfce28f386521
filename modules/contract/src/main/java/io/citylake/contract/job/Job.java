package io.citylake.contract.job;

import io.citylake.contract.Title;
import io.citylake.contract.schedule.Schedule;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One way in: a source, how its names become columns, and the table that takes the rows.
 *
 * @param columns one mapping for each column of the target that the source feeds, in the target's
 *     column order
 * @param schedule when it runs; null where nobody but a person runs it
 * @param timeout how long one run may take; null for as long as it takes
 * @param was its earlier names, of which it takes over what they have loaded
 * @param beside jobs that are not declared any more and whose rows of the table stay
 */
public record Job(
    JobName name,
    Title title,
    String owner,
    TableName target,
    SourceSpec source,
    List<Mapping> columns,
    Thresholds quarantine,
    @Nullable Schedule schedule,
    @Nullable Duration timeout,
    List<String> tags,
    List<JobName> was,
    List<JobName> beside)
    implements Task {
  public Job {
    columns = List.copyOf(columns);
    tags = List.copyOf(tags);
    was = List.copyOf(was);
    beside = List.copyOf(beside);
  }

  public Optional<Mapping> findMapping(String column) {
    return columns.stream().filter(each -> each.column().equals(column)).findFirst();
  }

  /**
   * What the job asks of its source's header, in mapping order, each once; a name that two mappings
   * ask for is optional only where it is so for both.
   */
  public List<SourceName> sourceNames() {
    Map<List<String>, Boolean> optional = new LinkedHashMap<>();
    for (Mapping mapping : columns) {
      if (mapping.origin() instanceof Mapping.Origin.From from) {
        optional.merge(from.names(), mapping.optional(), Boolean::logicalAnd);
      } else if (mapping.origin() instanceof Mapping.Origin.Template template) {
        for (String name : template.names()) {
          optional.merge(List.of(name), mapping.optional(), Boolean::logicalAnd);
        }
      }
    }
    return optional.entrySet().stream()
        .map(entry -> new SourceName(entry.getKey(), entry.getValue()))
        .toList();
  }
}
