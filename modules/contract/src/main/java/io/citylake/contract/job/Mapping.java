package io.citylake.contract.job;

import java.io.Serializable;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How one column of the target comes from the source.
 *
 * <p>YAML, under {@code columns:} of a job: {@code uscc: 统一社会信用代码} for the plain case, else an
 * object. Steps in this order: pick the text ({@link Origin}), normalise, trim, capture, null
 * markers, lookup, then parse by type and format.
 *
 * @param column of the dataset
 * @param origin where the text comes from
 * @param optional whether the source may lack the name altogether; the column is then null
 * @param nullMarkers texts that mean "nothing" (the job's, unless the mapping has its own); the
 *     empty text is always one
 * @param formats tried in order. For dates and timestamps: java.time patterns ({@code yyyy-MM-dd
 *     HH:mm:ss}), {@code iso}, {@code epoch-seconds}, {@code epoch-millis}; empty means {@code iso}
 *     and {@code yyyy-MM-dd HH:mm:ss}. For booleans: {@code true-text/false-text} such as {@code
 *     是/否}.
 * @param zone of local times in the source
 * @param grouping the thousands separator that numbers may carry; null for none
 * @param decimalSeparator of numbers, by default a point
 * @param percent whether {@code 12.5%} is read as 12.5
 * @param normalize NFKC first: full-width digits, letters and brackets become plain ones
 * @param trim outer white space (Unicode) away first; on by default
 * @param textCase folded to upper or lower, or as it is
 * @param capture a regular expression whose first group is the value; a text that does not match is
 *     refused
 * @param lookup source text to value, for small code lists; a text that is not listed is kept as it
 *     is
 */
public record Mapping(
    String column,
    Origin origin,
    boolean optional,
    List<String> nullMarkers,
    List<String> formats,
    ZoneId zone,
    @Nullable String grouping,
    String decimalSeparator,
    boolean percent,
    boolean normalize,
    boolean trim,
    TextCase textCase,
    @Nullable String capture,
    java.util.Map<String, String> lookup)
    implements Serializable {

  public Mapping {
    nullMarkers = List.copyOf(nullMarkers);
    formats = List.copyOf(formats);
    lookup = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(lookup));
  }

  /** Letter case of a text. */
  public enum TextCase {
    KEEP,
    UPPER,
    LOWER
  }

  /** Where the text comes from. */
  public sealed interface Origin extends Serializable {
    /**
     * {@code from: 企业名称} or {@code from: [temperature.value, temperature]}: the first name with a
     * value wins. For JSON a name is a path relative to the row's element, or from the document's
     * root where it starts with {@code $.}.
     */
    record From(List<String> names) implements Origin {
      public From {
        names = List.copyOf(names);
      }
    }

    /**
     * {@code template: "{year}-{month}-{day} {hour}"}: null where any part is a null marker or
     * absent.
     */
    record Template(String text) implements Origin {
      private static final Pattern PART = Pattern.compile("\\{([^{}]+)\\}");

      /** The source names between the braces, in order, with repeats. */
      public List<String> names() {
        return PART.matcher(text).results().map(part -> part.group(1)).toList();
      }
    }

    /** {@code path-match: "csv/(\\d{4})/"}: the first group, found anywhere in the file's path. */
    record PathMatch(String pattern) implements Origin {}

    /** {@code constant: 市场监管局}. */
    record Constant(String text) implements Origin {}
  }
}
