package io.citylake.check.parse;

import io.citylake.contract.Suggestion;
import io.citylake.contract.job.Mapping;
import io.citylake.contract.job.Mapping.Origin;
import io.citylake.contract.job.SourceName;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.RawRow;
import io.citylake.model.RowOrigin;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a column's text comes from, once the header is known. Used by one thread. */
public interface TextSource {
  /** The text as the source has it, or null. */
  @Nullable String text(RawRow row);

  /**
   * The source of a mapping's text under a header.
   *
   * @throws CityLakeException SOURCE_HEADER_MISSING where a name that must be there is not
   */
  static TextSource bind(Mapping mapping, TextSteps steps, RowOrigin origin, List<String> names) {
    Origin from = mapping.origin();
    if (from instanceof Origin.From several) {
      return bindNames(several.names(), mapping, steps, origin, names);
    } else if (from instanceof Origin.Template template) {
      return bindTemplate(template.text(), mapping, steps, origin, names);
    } else if (from instanceof Origin.PathMatch match) {
      Matcher matcher = Pattern.compile(match.pattern()).matcher(origin.path());
      String found = matcher.find() ? matcher.group(1) : null;
      if (found == null && !mapping.optional()) {
        throw new CityLakeException(
            ErrorCode.SOURCE_HEADER_MISSING,
            "Cannot read %s: its path doesn't match the path-match of column %s (path-match=%s)"
                .formatted(origin.source(), mapping.column(), match.pattern()));
      }
      return row -> found;
    } else {
      String text = ((Origin.Constant) from).text();
      return row -> text;
    }
  }

  private static TextSource bindNames(
      List<String> wanted, Mapping mapping, TextSteps steps, RowOrigin origin, List<String> names) {
    int[] places =
        wanted.stream().mapToInt(names::indexOf).filter(place -> place >= 0).distinct().toArray();
    if (places.length == 0) {
      requireOptional(new SourceName(wanted, mapping.optional()), mapping, origin, names);
      return row -> null;
    }
    int first = places[0];
    if (places.length == 1) {
      return row -> row.value(first);
    }
    return row -> {
      for (int place : places) {
        String text = row.value(place);
        if (steps.clean(text) != null) {
          return text;
        }
      }
      return row.value(first);
    };
  }

  private static TextSource bindTemplate(
      String template, Mapping mapping, TextSteps steps, RowOrigin origin, List<String> names) {
    List<String> literals = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    int at = 0;
    Matcher part = Pattern.compile("\\{([^{}]+)\\}").matcher(template);
    while (part.find()) {
      literals.add(template.substring(at, part.start()));
      at = part.end();
      int place = names.indexOf(part.group(1));
      if (place < 0) {
        SourceName name = new SourceName(List.of(part.group(1)), mapping.optional());
        requireOptional(name, mapping, origin, names);
        return row -> null;
      }
      places.add(place);
    }
    String tail = template.substring(at);
    int[] indexes = places.stream().mapToInt(Integer::intValue).toArray();
    String[] before = literals.toArray(new String[0]);
    StringBuilder built = new StringBuilder();
    return row -> {
      built.setLength(0);
      for (int i = 0; i < indexes.length; i++) {
        String text = steps.clean(row.value(indexes[i]));
        if (text == null) {
          return null;
        }
        built.append(before[i]).append(text);
      }
      return built.append(tail).toString();
    };
  }

  private static void requireOptional(
      SourceName name, Mapping mapping, RowOrigin origin, List<String> header) {
    if (name.optional()) {
      return;
    }
    String wanted = String.join(" or ", name.anyOf());
    String hint =
        name.anyOf().stream()
            .flatMap(each -> Suggestion.nearest(each, header).stream())
            .findFirst()
            .map(near -> "; did you mean " + near + "?")
            .orElse("");
    throw new CityLakeException(
        ErrorCode.SOURCE_HEADER_MISSING,
        "Cannot read %s: its header lacks %s, which column %s is mapped from%s (header=%s)"
            .formatted(origin.source(), wanted, mapping.column(), hint, shown(header)));
  }

  private static String shown(List<String> header) {
    int most = 30;
    return header.size() <= most
        ? header.toString()
        : header.subList(0, most) + " and " + (header.size() - most) + " more";
  }
}
