package io.citylake.govern.lineage;

import io.citylake.contract.job.SourceSpec;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import java.nio.file.Path;
import java.util.Locale;

/** A place that a value passes, printed as people name it. */
public sealed interface LineageNode extends Comparable<LineageNode> {
  @Override
  default int compareTo(LineageNode other) {
    return toString().compareTo(other.toString());
  }

  /**
   * What a job reads, as people name it: files by their path, from the workspace on where they are
   * in it, or the table of a database, a feed or a topic.
   */
  static String place(Path home, SourceSpec source) {
    if (source instanceof SourceSpec.Jdbc jdbc) {
      return "%s %s %s"
          .formatted(jdbc.product().name().toLowerCase(Locale.ROOT), jdbc.database(), jdbc.table());
    }
    if (source instanceof SourceSpec.FeedMessages messages) {
      return "feed " + messages.feed();
    }
    if (source instanceof SourceSpec.Kafka kafka) {
      return "kafka " + kafka.topic();
    }
    String path = ((SourceSpec.Files) source).path();
    String within = home + "/";
    return path.startsWith(within) ? path.substring(within.length()) : path;
  }

  /** A column of a table, printed and parsed as {@code theme.table.column}. */
  record ColumnNode(TableName table, String column) implements LineageNode {
    public static ColumnNode parse(String text) {
      int dot = text.lastIndexOf('.');
      if (dot < 0 || text.indexOf('.') == dot) {
        throw new CityLakeException(
            ErrorCode.USAGE,
            "Cannot read '%s' as a column: expected theme.table.column".formatted(text));
      }
      try {
        return new ColumnNode(TableName.parse(text.substring(0, dot)), text.substring(dot + 1));
      } catch (IllegalArgumentException e) {
        throw new CityLakeException(ErrorCode.USAGE, e.getMessage(), e);
      }
    }

    @Override
    public String toString() {
      return table + "." + column;
    }
  }

  /**
   * What a source calls it.
   *
   * @param place the files, or the table of a database
   */
  record SourceNode(JobName job, String place, String name) implements LineageNode {
    @Override
    public String toString() {
      return "%s » %s (job %s)".formatted(place, name, job);
    }
  }

  /** What a panel of a screen shows. */
  record PanelNode(String application, String panel, String column) implements LineageNode {
    @Override
    public String toString() {
      return "application %s, panel %s, %s".formatted(application, panel, column);
    }
  }
}
