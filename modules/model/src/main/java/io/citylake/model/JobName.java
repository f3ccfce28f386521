package io.citylake.model;

import java.io.Serializable;

/**
 * A job of a theme, printed and parsed as {@code theme.job}; its file is {@code
 * jobs/theme/job.yaml}. What the lake does of itself has the theme {@code _sys} and no file.
 */
public record JobName(String theme, String job) implements Comparable<JobName>, Serializable {
  public JobName {
    if (!theme.equals(TableName.SYSTEM)) {
      Names.check("theme", theme);
    }
    Names.check("job", job);
  }

  public static JobName parse(String text) {
    int dot = text.indexOf('.');
    if (dot < 0) {
      throw new IllegalArgumentException(
          "Cannot read '%s' as a job name: expected theme.job".formatted(text));
    }
    return new JobName(text.substring(0, dot), text.substring(dot + 1));
  }

  @Override
  public int compareTo(JobName other) {
    int byTheme = theme.compareTo(other.theme);
    return byTheme != 0 ? byTheme : job.compareTo(other.job);
  }

  @Override
  public String toString() {
    return theme + "." + job;
  }
}
