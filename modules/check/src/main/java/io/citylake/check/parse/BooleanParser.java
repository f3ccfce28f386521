package io.citylake.check.parse;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** BOOLEAN by pairs of texts, whatever their case; true/false, t/f and 1/0 where none are given. */
final class BooleanParser extends ValueParser {
  private static final List<String> USUAL = List.of("true/false", "t/f", "1/0");

  private final String[] yes;
  private final String[] no;

  BooleanParser(List<String> formats) {
    super("boolean as " + String.join(" or ", formats.isEmpty() ? USUAL : formats));
    List<String> trues = new ArrayList<>();
    List<String> falses = new ArrayList<>();
    for (String format : formats.isEmpty() ? USUAL : formats) {
      int slash = format.indexOf('/');
      if (slash <= 0 || slash == format.length() - 1 || slash != format.lastIndexOf('/')) {
        throw new IllegalArgumentException(
            "the boolean format '%s' is not of the shape true-text/false-text".formatted(format));
      }
      trues.add(format.substring(0, slash));
      falses.add(format.substring(slash + 1));
    }
    if (trues.stream().anyMatch(text -> falses.stream().anyMatch(text::equalsIgnoreCase))) {
      throw new IllegalArgumentException("one text stands for both true and false");
    }
    this.yes = trues.toArray(new String[0]);
    this.no = falses.toArray(new String[0]);
  }

  @Override
  public @Nullable Object parse(String text) {
    for (String each : yes) {
      if (each.equalsIgnoreCase(text)) {
        return true;
      }
    }
    for (String each : no) {
      if (each.equalsIgnoreCase(text)) {
        return false;
      }
    }
    return refuse("another text");
  }
}
