package io.citylake.contract.shape;

import io.citylake.model.ErrorCode;
import io.citylake.model.ErrorKind;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Makes the page with every error code. */
final class ErrorsPage {
  private static final String INTRODUCTION =
      """
      # Error codes

      Generated from the code that raises the errors; `citylake generate-reference` writes it anew.
      Don't edit it by hand: a test compares it.

      A message ends with its code, as in `Cannot find job water.level [CL1004]`. The same code is in the log, in
      the run ledger (`citylake runs show RUN`) and in `target/run_results.json`. Numbers are never reused.

      The exit status is that of a command that ends with the error. `citylake run` exits 1 where a job of a round
      fails, whatever its code, and 130 after Ctrl-C.

      | kind | who acts | exit status | is a retry worthwhile |
      |---|---|---|---|
      """;

  private ErrorsPage() {}

  static String text() {
    StringBuilder out = new StringBuilder(INTRODUCTION);
    for (ErrorKind kind : ErrorKind.values()) {
      out.append(
          ShapeText.row(
              "[" + name(kind) + "](#" + name(kind) + ")",
              actor(kind),
              Integer.toString(exitStatus(kind)),
              retry(kind)));
    }
    for (ErrorKind kind : ErrorKind.values()) {
      out.append("\n## ").append(name(kind)).append("\n\n");
      out.append(ShapeText.head("code", "name", "exit status", "meaning", "what to do"));
      for (ErrorCode code : codes(kind)) {
        out.append(
            ShapeText.row(
                "`" + code.label() + "`",
                "`" + code.name() + "`",
                Integer.toString(exitStatus(kind)),
                code.meaning(),
                code.remedy()));
      }
    }
    return out.toString();
  }

  private static List<ErrorCode> codes(ErrorKind kind) {
    return Arrays.stream(ErrorCode.values())
        .filter(code -> code.kind() == kind)
        .sorted(Comparator.comparingInt(ErrorCode::number))
        .toList();
  }

  private static String name(ErrorKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static int exitStatus(ErrorKind kind) {
    return kind == ErrorKind.USER ? 2 : 1;
  }

  private static String actor(ErrorKind kind) {
    return switch (kind) {
      case USER -> "Whoever wrote the command line, the YAML or the SQL.";
      case DATA -> "Whoever sends the data, or whoever writes its contract.";
      case EXTERNAL -> "Whoever runs the disk, the database or the network; often nobody.";
      case INTERNAL -> "Whoever maintains CityLake.";
    };
  }

  private static String retry(ErrorKind kind) {
    return switch (kind) {
      case USER, DATA -> "No, not before something was changed.";
      case EXTERNAL -> "Yes, it may pass.";
      case INTERNAL -> "Once; then report it.";
    };
  }
}
