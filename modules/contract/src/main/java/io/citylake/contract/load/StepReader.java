package io.citylake.contract.load;

import io.citylake.contract.Problem;
import io.citylake.contract.shape.ShapeCheck;
import io.citylake.contract.shape.StepShape;
import io.citylake.contract.yaml.Place;
import io.citylake.contract.yaml.Variables;
import io.citylake.contract.yaml.YamlNode;
import io.citylake.contract.yaml.YamlReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads a step's file: a comment that holds YAML, then one query. Line comments and blank lines may
 * come before. Both parts keep the file's line numbers.
 */
final class StepReader {
  private static final String BEGIN = "/*";
  private static final String END = "*/";

  private final Variables variables;
  private final List<Problem> problems;

  StepReader(Variables variables, List<Problem> problems) {
    this.variables = variables;
    this.problems = problems;
  }

  Optional<StepDraft> read(Path path, String name) {
    YamlReader yaml = new YamlReader(variables, problems);
    Optional<String> text = yaml.text(path, name);
    return text.isEmpty() ? Optional.empty() : split(yaml, text.get(), name);
  }

  private Optional<StepDraft> split(YamlReader yaml, String text, String name) {
    int begin = head(text);
    int end = begin < 0 ? -1 : text.indexOf(END, begin);
    if (end < 0) {
      problems.add(
          Place.start(name)
              .problem(
                  "a step begins with a comment that holds its keys: /* then title, refresh and others in YAML, then */ and one SELECT"));
      return Optional.empty();
    }
    int after = end + END.length();
    String head = lines(text, begin) + text.substring(begin + BEGIN.length(), end);
    Optional<YamlNode> node = yaml.read(head, name);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> sql = expanded(lines(text, after) + text.substring(after), name);
    ShapeCheck check = new ShapeCheck(problems);
    return sql.map(each -> new StepDraft(check.check(node.get(), StepShape.STEP), each, name));
  }

  private Optional<String> expanded(String sql, String name) {
    if (sql.isBlank()) {
      problems.add(Place.start(name).problem("the step has no query after its head"));
      return Optional.empty();
    }
    try {
      return Optional.of(variables.expand(sql));
    } catch (IllegalArgumentException e) {
      int line =
          1 + (int) sql.substring(0, sql.indexOf("${")).chars().filter(c -> c == '\n').count();
      problems.add(new Place(name, line, 1).problem(e.getMessage()));
      return Optional.empty();
    }
  }

  /** Where the head's comment begins, or -1 where something else comes first. */
  private static int head(String text) {
    int at = 0;
    while (at < text.length()) {
      if (text.startsWith("--", at)) {
        int line = text.indexOf('\n', at);
        at = line < 0 ? text.length() : line;
      } else if (!Character.isWhitespace(text.charAt(at))) {
        return text.startsWith(BEGIN, at) ? at : -1;
      } else {
        at++;
      }
    }
    return -1;
  }

  private static String lines(String text, int until) {
    return "\n".repeat((int) text.substring(0, until).chars().filter(c -> c == '\n').count());
  }
}
