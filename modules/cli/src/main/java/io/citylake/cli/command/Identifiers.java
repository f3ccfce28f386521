package io.citylake.cli.command;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import java.util.function.Function;

/** Reads names that a user typed, so that a bad one is a usage error and no stack trace. */
public final class Identifiers {
  private Identifiers() {}

  static RunId run(String text) {
    return read(text, RunId::new);
  }

  public static JobName job(String text) {
    return read(text, JobName::parse);
  }

  static TableName table(String text) {
    return read(text, TableName::parse);
  }

  private static <T> T read(String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new CityLakeException(ErrorCode.USAGE, e.getMessage(), e);
    }
  }
}
