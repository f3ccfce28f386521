package io.citylake.check.mapping;

import io.citylake.check.expression.ExpressionRules;
import io.citylake.check.rule.Area;
import io.citylake.check.rule.CodeIndex;
import io.citylake.check.rule.RuleScope;
import io.citylake.contract.CodeTable;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.Rule;
import io.citylake.contract.job.Job;
import io.citylake.contract.job.Mapping;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.RowJudge;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.Stream;

/** Compiles a job's mapping and its dataset's rules into a {@link RowJudge}. */
public final class RowJudges {
  private RowJudges() {}

  /**
   * A judge of all rules but {@link Rule.Expression}, which {@link ExpressionRules} evaluates.
   *
   * @param home of the workspace; polygon files lie in its {@code conf/geo}
   * @param businessDate on which codes without a date of their own must be valid
   * @param runStart what {@code not_future} counts from
   * @throws CityLakeException CONTRACT_INVALID where a mapping or a rule cannot work, with job,
   *     column and rule
   */
  public static RowJudge compile(
      Job job,
      DatasetContract dataset,
      SortedMap<String, CodeTable> codes,
      Path home,
      LocalDate businessDate,
      Instant runStart) {
    try {
      for (Mapping mapping : job.columns()) {
        if (dataset.findColumn(mapping.column()).isEmpty()) {
          throw new IllegalArgumentException(
              "column %s: table %s doesn't have it".formatted(mapping.column(), dataset.name()));
        }
      }
      List<ColumnPlan> plans = plans(job, dataset);
      RuleScope scope =
          new RuleScope(
              dataset.columns(),
              dataset.zone(),
              businessDate,
              runStart,
              indexes(plans, codes),
              areas(plans, home));
      MappedRowJudge judge = new MappedRowJudge(plans, scope);
      judge.verify();
      return judge;
    } catch (IllegalArgumentException | UncheckedIOException e) {
      throw new CityLakeException(
          ErrorCode.CONTRACT_INVALID,
          "Cannot compile job %s: %s".formatted(job.name(), e.getMessage()),
          e);
    }
  }

  /** The columns whose faults say nothing of a row's key: no rule of theirs looks at it. */
  public static SortedSet<String> apartFromKey(DatasetContract dataset) {
    return KeyJudge.apart(dataset);
  }

  /**
   * A judge that refuses for what may be wrong with a row's key and for the row as a whole alone;
   * of what it accepts only the key's values are to be taken.
   */
  public static RowJudge ofKeys(RowJudge judge, DatasetContract dataset) {
    return new KeyJudge(judge, dataset);
  }

  private static List<ColumnPlan> plans(Job job, DatasetContract dataset) {
    List<ColumnPlan> plans = new ArrayList<>();
    for (ColumnContract column : dataset.columns()) {
      Mapping mapping = job.findMapping(column.name()).orElse(null);
      plans.add(
          dataset.key().contains(column.name())
              ? ColumnPlan.ofKey(column, plans.size(), mapping)
              : ColumnPlan.of(column, plans.size(), mapping));
    }
    return plans;
  }

  private static Map<String, CodeIndex> indexes(
      List<ColumnPlan> plans, Map<String, CodeTable> codes) {
    Map<String, CodeIndex> indexes = new LinkedHashMap<>();
    rules(plans, Rule.Code.class)
        .map(Rule.Code::table)
        .filter(codes::containsKey)
        .forEach(table -> indexes.computeIfAbsent(table, name -> new CodeIndex(codes.get(name))));
    return indexes;
  }

  private static Map<String, Area> areas(List<ColumnPlan> plans, Path home) {
    Map<String, Area> areas = new LinkedHashMap<>();
    for (Rule.Within within : rules(plans, Rule.Within.class).toList()) {
      String file = within.polygon();
      if (file != null && within.box() == null) {
        areas.computeIfAbsent(file, name -> Area.read(find(home.resolve("conf"), name)));
      }
    }
    return areas;
  }

  /** A polygon file under {@code conf/geo}, or written with its folder under {@code conf}. */
  private static Path find(Path conf, String name) {
    for (Path file : List.of(conf.resolve("geo").resolve(name), conf.resolve(name))) {
      if (Files.isRegularFile(file) && isInside(file, conf)) {
        return file;
      }
    }
    throw new IllegalArgumentException("there is no polygon file %s in conf/geo".formatted(name));
  }

  private static boolean isInside(Path file, Path directory) {
    try {
      return file.toRealPath().startsWith(directory.toRealPath());
    } catch (IOException e) {
      throw new UncheckedIOException("the file " + file.getFileName() + " is unreadable", e);
    }
  }

  private static <R extends Rule> Stream<R> rules(List<ColumnPlan> plans, Class<R> kind) {
    return plans.stream()
        .flatMap(plan -> plan.rules().stream())
        .filter(kind::isInstance)
        .map(kind::cast);
  }
}
