package io.citylake.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.contract.job.Job;
import io.citylake.contract.job.Mapping;
import io.citylake.contract.job.Mapping.Origin;
import io.citylake.govern.policy.RefusedRowRights;
import io.citylake.model.Reason;
import io.citylake.publish.quarantine.QuarantinedRow;
import io.citylake.schedule.alert.cause.PersonalNumbers;
import io.citylake.serve.engine.QuarantineDesk.Field;
import io.citylake.serve.engine.QuarantineDesk.Row;
import io.citylake.serve.engine.QuarantineDesk.Why;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Refused rows of one table as one caller sees them. A source's field is shown where all columns
 * that are made of it are read as they are stored; one of which no column is made, where what
 * nobody graded is; so is one of which a column takes a part only, and each of a record that may
 * have its values under other names. Neither its name nor its text is told of a field that only
 * goes into columns of which the caller isn't told.
 */
final class RefusedRowView {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RECORD = "record";

  /** Keys of a record that had more fields than names, or wasn't split into fields. */
  private static final List<String> RAGGED = List.of("_extra", "_text");

  private final DatasetContract dataset;
  private final RefusedRowRights rights;
  private final Map<String, Job> jobs;

  /**
   * @param jobs that fill the table, by name; of rows of another nothing is known
   */
  RefusedRowView(DatasetContract dataset, RefusedRowRights rights, Map<String, Job> jobs) {
    this.dataset = dataset;
    this.rights = rights;
    this.jobs = Map.copyOf(jobs);
  }

  /** How much of a field the caller is told. */
  private enum Sight {
    SHOWN,
    WITHHELD,
    HIDDEN
  }

  /**
   * A row for the caller.
   *
   * @param corrected its corrected record as JSON; null for none
   */
  Row of(QuarantinedRow row, @Nullable String corrected) {
    ObjectNode arrived = object(row.raw());
    Made columns = made(row.job(), RAGGED.stream().anyMatch(arrived::has));
    ObjectNode mended = corrected == null ? null : object(corrected);
    TreeSet<String> unknown = new TreeSet<>();
    List<Field> fields = new ArrayList<>();
    List<String> names = new ArrayList<>();
    arrived.fieldNames().forEachRemaining(names::add);
    if (mended != null) {
      mended.fieldNames().forEachRemaining(each -> addOnce(names, each));
    }
    for (String name : names) {
      SortedSet<String> made = columns.of(name);
      switch (sight(name, columns)) {
        case SHOWN -> fields.add(shown(name, arrived, mended, made));
        case WITHHELD -> fields.add(new Field(name, null, true, null, told(made)));
        case HIDDEN -> unknown.add(name);
      }
    }
    List<Why> reasons =
        row.reasons().stream().flatMap(each -> why(each, columns).stream()).toList();
    return new Row(
        row.id(),
        row.table().toString(),
        row.job(),
        rights.clear().contains(ServiceColumns.SOURCE) ? row.source() : null,
        rights.clear().contains(ServiceColumns.PLACE) ? row.place() : null,
        row.status().toString(),
        row.attempt(),
        row.refusedAt().toString(),
        fields,
        unknown.size(),
        reasons,
        row.reasons().size() - reasons.size(),
        row.replayOf(),
        row.resolvedAt() == null ? null : row.resolvedAt().toString(),
        row.resolvedBy(),
        row.note() == null ? null : PersonalNumbers.hide(row.note()));
  }

  private static void addOnce(List<String> names, String name) {
    if (!names.contains(name)) {
      names.add(name);
    }
  }

  private static Field shown(
      String name, ObjectNode arrived, @Nullable ObjectNode mended, SortedSet<String> made) {
    String before = text(arrived.get(name));
    String after = mended == null ? before : text(mended.get(name));
    return new Field(
        name,
        before,
        false,
        after == null || after.equals(before) ? null : after,
        List.copyOf(made));
  }

  /** The reason as counts have it; empty where it is about a column of which he isn't told. */
  Optional<String> label(String label) {
    return ReasonLabels.tells(dataset, rights.told(), rights.unjudged(), label)
        ? Optional.of(label)
        : Optional.empty();
  }

  private Optional<Why> why(Reason reason, Made columns) {
    if (label(reason.label()).isEmpty()) {
      return Optional.empty();
    }
    String column = reason.column().isEmpty() ? null : reason.column();
    boolean open = isOpen(reason, columns);
    return Optional.of(
        new Why(
            column,
            reason.rule(),
            open && namesNothingHidden(reason.message()) ? reason.message() : null,
            open ? reason.value() : null));
  }

  /** Whether what it found may be told: it may quote any field that its column is made of. */
  private boolean isOpen(Reason reason, Made columns) {
    if (rights.unjudged()) {
      return true;
    }
    if (columns.ragged()) {
      return false;
    }
    if (reason.column().isEmpty()) {
      return !reason.rule().equals(RECORD)
          && dataset.columns().stream()
              .map(ColumnContract::name)
              .allMatch(rights.clear()::contains);
    }
    List<String> parts =
        columns.columns().keySet().stream()
            .filter(each -> columns.of(each).contains(reason.column()))
            .toList();
    // Of a column of which no field is known, as of a job that is gone, anything may be quoted.
    return !parts.isEmpty() && parts.stream().allMatch(each -> sight(each, columns) == Sight.SHOWN);
  }

  private boolean namesNothingHidden(String message) {
    return dataset.columns().stream()
        .map(ColumnContract::name)
        .filter(each -> !rights.told().contains(each))
        .noneMatch(message::contains);
  }

  private Sight sight(String name, Made columns) {
    SortedSet<String> made = columns.of(name);
    if (rights.unjudged()) {
      return Sight.SHOWN;
    }
    if (columns.isKnown(name) && rights.clear().containsAll(made)) {
      return Sight.SHOWN;
    }
    return told(made).isEmpty() ? Sight.HIDDEN : Sight.WITHHELD;
  }

  private List<String> told(SortedSet<String> made) {
    return made.stream().filter(rights.told()::contains).toList();
  }

  /**
   * What is made of the fields of a record.
   *
   * @param columns that are made of each field, by the job's mappings
   * @param cut fields of which a column takes a part only; nobody graded the rest
   * @param ragged whether values may stand under names that aren't theirs
   */
  private record Made(Map<String, SortedSet<String>> columns, Set<String> cut, boolean ragged) {
    SortedSet<String> of(String name) {
      return columns.getOrDefault(name, Collections.emptySortedSet());
    }

    /** Whether its text is what its columns are, and no more. */
    boolean isKnown(String name) {
      return !ragged && !of(name).isEmpty() && !cut.contains(name);
    }
  }

  private Made made(String job, boolean ragged) {
    Map<String, SortedSet<String>> columns = new TreeMap<>();
    Set<String> cut = new TreeSet<>();
    Job known = jobs.get(job);
    for (Mapping mapping : known == null ? List.<Mapping>of() : known.columns()) {
      for (String name : names(mapping.origin())) {
        columns.computeIfAbsent(name, each -> new TreeSet<>()).add(mapping.column());
        if (mapping.capture() != null) {
          cut.add(name);
        }
      }
    }
    return new Made(columns, cut, ragged);
  }

  private static List<String> names(Origin origin) {
    if (origin instanceof Origin.From from) {
      return from.names();
    }
    return origin instanceof Origin.Template template ? template.names() : List.of();
  }

  private static @Nullable String text(@Nullable JsonNode value) {
    return value == null || value.isNull()
        ? null
        : value.isTextual() ? value.textValue() : value.toString();
  }

  /** What is no object shows nothing. */
  private static ObjectNode object(@Nullable String raw) {
    try {
      return raw != null && JSON.readTree(raw) instanceof ObjectNode object
          ? object
          : JSON.createObjectNode();
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }
}
