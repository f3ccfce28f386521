package io.citylake.contract.load;

import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.ColumnType.Simple;
import io.citylake.contract.job.TimePattern;
import io.citylake.contract.shape.View;
import io.citylake.contract.shape.View.Placed;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What the mapping of one column must say. */
final class MappingChecks {
  private static final Set<String> NAMED_FORMATS = Set.of("iso", "epoch-seconds", "epoch-millis");
  private static final Pattern TEMPLATE = Pattern.compile("([^{}]*\\{[^{}]+})+[^{}]*");
  private static final Pattern TRUE_FALSE = Pattern.compile("[^/]+/[^/]+");

  private final View view;
  private final Diagnostics findings;

  MappingChecks(View view, Diagnostics findings) {
    this.view = view;
    this.findings = findings;
  }

  /** What can be said without the target's type. */
  void run() {
    view.find("template", String.class)
        .filter(text -> !TEMPLATE.matcher(text).matches())
        .ifPresent(
            text ->
                findings.add(
                    view.place("template"),
                    "'template' must hold source names in braces, such as \"{year}-{month}\", each closed"));
    group("capture");
    group("path-match");
    Optional<String> grouping = view.find("grouping", String.class);
    if (grouping.isPresent() && grouping.equals(view.find("decimal-separator", String.class))) {
      findings.add(view.place("grouping"), "'grouping' and 'decimal-separator' must differ");
    }
  }

  private void group(String key) {
    view.find(key, Pattern.class)
        .filter(pattern -> pattern.matcher("").groupCount() == 0)
        .ifPresent(
            pattern ->
                findings.add(
                    view.place(key),
                    "'%s' needs a group in parentheses, which is the value".formatted(key)));
  }

  /** What the type of the target's column makes of the formats. */
  void formats(ColumnType type) {
    boolean numeric = ColumnIndex.isNumber(type);
    for (String key : new String[] {"grouping", "percent"}) {
      if (view.has(key) && !numeric) {
        findings.add(view.place(key), "'%s' goes with numbers, not %s".formatted(key, type));
      }
    }
    List<Placed<String>> formats = view.placed("format", String.class);
    for (int i = 0; i < formats.size(); i++) {
      Placed<String> format = formats.get(i);
      String fault = fault(format.value(), type);
      if (fault.isEmpty() && ColumnIndex.isTime(type)) {
        fault =
            TimeFormats.guess(
                format.value(), formats.subList(0, i).stream().map(Placed::value).toList());
      }
      if (!fault.isEmpty()) {
        findings.add(format.place(), fault);
      }
    }
  }

  private static String fault(String format, ColumnType type) {
    if (type == Simple.BOOLEAN) {
      return TRUE_FALSE.matcher(format).matches()
          ? ""
          : "'format' of a boolean must be two texts, such as 是/否";
    }
    if (!ColumnIndex.isTime(type)) {
      return "'format' goes with dates, timestamps and booleans, not " + type;
    }
    if (NAMED_FORMATS.contains(format)) {
      return "";
    }
    try {
      var unused = DateTimeFormatter.ofPattern(format, Locale.ROOT);
      String fault = TimePattern.fault(format);
      return fault.isEmpty() ? "" : "'format' cannot be read for certain: " + fault;
    } catch (IllegalArgumentException e) {
      return "'format' is no java.time pattern, iso, epoch-seconds or epoch-millis: "
          + e.getMessage();
    }
  }
}
