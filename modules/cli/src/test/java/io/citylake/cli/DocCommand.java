package io.citylake.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One command of a console block, with the exit status and the output that the page promises.
 *
 * <p>In an expected line {@code ...} stands for anything, and runs of blanks for one. {@code ID}
 * stands for the id of a quarantined row and {@code RUN_ID} for that of a run; later commands are
 * given the one that was seen last.
 */
record DocCommand(String text, int exit, List<String> expected, int line) {
  private static final String PROMPT = "$ ";
  private static final Pattern EXIT = Pattern.compile("^# exit (\\d+)$");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");
  private static final Map<String, String> IDS =
      Map.of("ID", "[0-9a-f]{32}", "RUN_ID", "r\\d{8}t\\d+_[a-z0-9]+");
  private static final Pattern ID = Pattern.compile("\\b(RUN_ID|ID)\\b");

  static List<DocCommand> parse(DocPage.Block block) {
    List<DocCommand> commands = new ArrayList<>();
    List<String> lines = block.lines();
    int at = 0;
    while (at < lines.size()) {
      if (!lines.get(at).startsWith(PROMPT + "citylake ")) {
        throw new AssertionError(
            "Line %d is none of a command \"$ citylake ...\"".formatted(block.line() + at + 1));
      }
      int line = at;
      int end = at + 1;
      while (end < lines.size() && !lines.get(end).startsWith(PROMPT)) {
        end++;
      }
      List<String> output = lines.subList(at + 1, end);
      Matcher exit = EXIT.matcher(output.isEmpty() ? "" : output.get(0));
      boolean stated = exit.matches();
      commands.add(
          new DocCommand(
              lines.get(line).substring(PROMPT.length()),
              stated ? Integer.parseInt(exit.group(1)) : 0,
              List.copyOf(stated ? output.subList(1, output.size()) : output),
              block.line() + line + 1));
      at = end;
    }
    return commands;
  }

  /** The words after {@code citylake}. */
  String[] words(Map<String, String> ids) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(text);
    while (word.find()) {
      String quoted = word.group(1) != null ? word.group(1) : word.group(2);
      words.add(quoted != null ? quoted : word.group(3));
    }
    return words.stream()
        .skip(1)
        .map(each -> ID.matcher(each).replaceAll(id -> ids.getOrDefault(id.group(), id.group())))
        .toArray(String[]::new);
  }

  /**
   * The first expected line that isn't found, where each is looked for after the one before.
   *
   * @param ids takes the ids that are found
   */
  Optional<String> missing(List<String> output, Map<String, String> ids) {
    int from = 0;
    for (String line : expected) {
      Pattern pattern = pattern(line);
      int at = from;
      while (at < output.size() && !remember(pattern, line, output.get(at), ids)) {
        at++;
      }
      if (at == output.size() && !isAnything(line)) {
        return Optional.of(line);
      }
      from = isAnything(line) ? from : at + 1;
    }
    return Optional.empty();
  }

  private static boolean isAnything(String line) {
    return line.isBlank() || line.equals("...");
  }

  private static boolean remember(
      Pattern pattern, String expected, String line, Map<String, String> ids) {
    Matcher matcher = pattern.matcher(blanks(line));
    if (!matcher.matches()) {
      return false;
    }
    Matcher id = ID.matcher(expected);
    for (int group = 1; id.find(); group++) {
      ids.put(id.group(), matcher.group(group));
    }
    return true;
  }

  private static String blanks(String line) {
    return line.strip().replaceAll("\\s+", " ");
  }

  private static Pattern pattern(String line) {
    StringBuilder regex = new StringBuilder();
    Matcher special = Pattern.compile("\\.\\.\\.|" + ID.pattern()).matcher(blanks(line));
    int from = 0;
    while (special.find()) {
      regex.append(Pattern.quote(blanks(line).substring(from, special.start())));
      String id = IDS.get(special.group());
      regex.append(id == null ? ".*" : "(" + id + ")");
      from = special.end();
    }
    return Pattern.compile(regex + Pattern.quote(blanks(line).substring(from)));
  }
}
