package io.citylake.govern.bounds;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.expressions.CsvToStructs;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.JsonToStructs;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.MapZipWith;
import org.apache.spark.sql.catalyst.expressions.ParseUrl;
import org.apache.spark.sql.catalyst.expressions.SchemaOfCsv;
import org.apache.spark.sql.catalyst.expressions.SchemaOfJson;
import org.apache.spark.sql.catalyst.expressions.StringToMap;
import org.apache.spark.sql.catalyst.expressions.StructsToCsv;
import org.apache.spark.sql.catalyst.expressions.StructsToJson;
import org.apache.spark.sql.catalyst.expressions.TryParseUrl;
import org.apache.spark.sql.catalyst.util.TypeUtils;

/**
 * Arguments that must be written out and harmless, since Spark makes of them what nothing stops: a
 * pattern, the buffers of a parser, the registers of a sketch.
 */
final class WrittenArguments {
  private static final String DISTINCT = "approx_count_distinct";

  /** Below it a count has more registers than memory is for: 16,384 at this, 2 to 60 at 1e-9. */
  private static final double LEAST_DEVIATION = 0.01;

  /** What makes a delimiter a pattern that could take long. */
  private static final Pattern REPEATING = Pattern.compile("[*+{?(]");

  /** Spark makes a regular expression of it as it is. */
  private static final Pattern KEY = Pattern.compile("[\\w.-]+");

  private static final int WITH_KEY = 3;

  /** In lower case; those that are missing size buffers, as {@code maxColumns} does. */
  private static final Set<String> OPTIONS =
      Set.of(
          "allowbackslashescapinganycharacter",
          "allowcomments",
          "allownonnumericnumbers",
          "allownumericleadingzeros",
          "allowsinglequotes",
          "allowunquotedcontrolchars",
          "allowunquotedfieldnames",
          "columnnameofcorruptrecord",
          "comment",
          "dateformat",
          "delimiter",
          "dropfieldifallnull",
          "emptyvalue",
          "enabledatetimeparsingfallback",
          "escape",
          "escapequotes",
          "ignoreleadingwhitespace",
          "ignorenullfields",
          "ignoretrailingwhitespace",
          "infertimestamp",
          "inferschema",
          "locale",
          "mode",
          "nanvalue",
          "negativeinf",
          "nullvalue",
          "positiveinf",
          "preferdate",
          "prefersdecimal",
          "pretty",
          "primitivesasstring",
          "quote",
          "quoteall",
          "sep",
          "timestampformat",
          "timestampntzformat",
          "timezone",
          "writenullifwithdefaultvalue");

  private WrittenArguments() {}

  /**
   * Before Spark makes the call: it makes the registers with it.
   *
   * @throws CityLakeException SQL_INVALID
   */
  static void requireBefore(String function, List<Expression> arguments) {
    if (function.equalsIgnoreCase(DISTINCT)
        && arguments.size() > 1
        && arguments.get(1) instanceof Literal literal
        && literal.value() != null
        && !(deviation(literal) >= LEAST_DEVIATION)) {
      throw invalid(
          "%s takes a deviation of %s and more here".formatted(DISTINCT, LEAST_DEVIATION));
    }
  }

  private static double deviation(Literal literal) {
    try {
      return Double.parseDouble(literal.value().toString());
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /**
   * Of a call.
   *
   * @throws CityLakeException SQL_INVALID
   */
  static void require(Expression call) {
    if (call instanceof StringToMap map) {
      requireDelimiter(map.pairDelim());
      requireDelimiter(map.keyValueDelim());
    } else if (call instanceof ParseUrl url) {
      requireKey(asJava(url.children()));
    } else if (call instanceof TryParseUrl url) {
      requireKey(asJava(url.params()));
    } else if (call instanceof JsonToStructs json) {
      requireOptions(asJava(json.options()));
    } else if (call instanceof StructsToJson json) {
      requireOptions(asJava(json.options()));
    } else if (call instanceof SchemaOfJson json) {
      requireOptions(asJava(json.options()));
    } else if (call instanceof CsvToStructs csv) {
      requireOptions(asJava(csv.options()));
    } else if (call instanceof StructsToCsv csv) {
      requireOptions(asJava(csv.options()));
    } else if (call instanceof SchemaOfCsv csv) {
      requireOptions(asJava(csv.options()));
    }
  }

  /**
   * Of those that Spark has no hash of, it compares each with each.
   *
   * @throws CityLakeException SQL_INVALID
   */
  static void requireKeys(MapZipWith zip) {
    if (!TypeUtils.typeWithProperEquals(zip.keyType())) {
      throw invalid(
          "map_zip_with takes maps here whose keys are plain texts, numbers or dates (keys=%s)"
              .formatted(zip.keyType().sql()));
    }
  }

  private static void requireDelimiter(Expression delimiter) {
    if (!isWritten(delimiter, text -> !REPEATING.matcher(text).find())) {
      throw invalid(
          "str_to_map takes delimiters that are written out and hold none of * + { ? ( here");
    }
  }

  private static boolean isWritten(Expression argument, Predicate<String> harmless) {
    return argument instanceof Literal literal
        && (literal.value() == null || harmless.test(literal.value().toString()));
  }

  private static void requireKey(List<Expression> arguments) {
    boolean plain =
        arguments.size() < WITH_KEY || isWritten(arguments.get(2), KEY.asMatchPredicate());
    if (!plain) {
      throw invalid(
          "parse_url takes a key that is written out, of letters, digits, '_', '.' and '-' here");
    }
  }

  private static void requireOptions(Map<String, String> written) {
    written.forEach(
        (name, value) -> {
          if (name.toLowerCase(Locale.ROOT).endsWith("format")) {
            Bound.PATTERN.require(value.length(), "the option " + name);
          }
        });
    for (String each : written.keySet()) {
      if (!OPTIONS.contains(each.toLowerCase(Locale.ROOT))) {
        throw invalid(
            "the option %s is not one of those of from_csv, to_csv, from_json and to_json here; leave it out (one of %s)"
                .formatted(each, new TreeSet<>(OPTIONS)));
      }
    }
  }

  private static CityLakeException invalid(String why) {
    return new CityLakeException(ErrorCode.SQL_INVALID, "Cannot run the statement: " + why);
  }
}
