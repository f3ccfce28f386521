package io.citylake.city.play;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Plain CSV, without quotes, as JSON of texts by the names of its columns. A line that has too few
 * or too many cells is no record of these columns and stays as it is, so that it is refused here as
 * it is there.
 */
final class CsvMessages {
  private CsvMessages() {}

  /** A message for each line but the first, which has the names. */
  static List<String> of(List<String> lines) {
    List<String> names = lines.isEmpty() ? List.of() : cells(lines.get(0));
    List<String> messages = new ArrayList<>();
    for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      List<String> cells = cells(line);
      messages.add(cells.size() == names.size() ? json(names, cells) : line);
    }
    return messages;
  }

  private static List<String> cells(String line) {
    return Arrays.asList(line.split(",", -1));
  }

  private static String json(List<String> names, List<String> cells) {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < names.size(); i++) {
      json.append(i == 0 ? "" : ",");
      quote(json, names.get(i));
      json.append(':');
      quote(json, cells.get(i));
    }
    return json.append('}').toString();
  }

  private static void quote(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ') {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c == '"' || c == '\\' ? "\\" : "").append(c);
      }
    }
    json.append('"');
  }
}
