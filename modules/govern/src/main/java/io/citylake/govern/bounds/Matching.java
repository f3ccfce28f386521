package io.citylake.govern.bounds;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Like;
import org.apache.spark.sql.catalyst.util.CollationSupport;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.catalyst.util.StringUtils;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Spark's functions of regular expressions, each of which can be stopped at any character. */
enum Matching implements Meaning {
  LIKE {
    @Override
    Object of(String text, @Nullable Object[] values, BoundedCall call) {
      char escape = ((Like) call.call()).escapeChar();
      Pattern pattern =
          call.pattern(
              known(values[1]),
              // Its counts are quoted.
              each -> compiled(StringUtils.escapeLikeRegex(each, escape), flags(call)));
      return StoppableText.matcher(pattern, text).matches();
    }
  },
  RLIKE {
    @Override
    Object of(String text, @Nullable Object[] values, BoundedCall call) {
      return matcher(text, values, call).find(0);
    }
  },
  SPLIT {
    @Override
    @Nullable Object of(String text, @Nullable Object[] values, BoundedCall call) {
      int limit = (Integer) known(values[2]);
      if (known(values[1]).toString().isEmpty()) {
        Bound.ELEMENTS.require(limit > 0 ? Math.min(limit, text.length()) : text.length(), "split");
        // Into single characters, without a pattern.
        return call.plain(values);
      }
      // A limit of none would drop empty texts at the end, and one of ours doesn't.
      int most = limit > 0 ? Math.min(limit, MOST_PARTS) : MOST_PARTS;
      String[] parts = pattern(values, call).split(new StoppableText(text), most);
      Bound.ELEMENTS.require(parts.length, "split");
      Object[] split = new Object[parts.length];
      for (int i = 0; i < parts.length; i++) {
        split[i] = UTF8String.fromString(parts[i]);
      }
      return new GenericArrayData(split);
    }
  },
  REPLACE {
    @Override
    Object of(String text, @Nullable Object[] values, BoundedCall call) {
      int from = (Integer) known(values[3]) - 1;
      if (from != 0 && from >= text.length()) {
        return UTF8String.fromString(text);
      }
      Matcher matcher = matcher(text, values, call).region(from, text.length());
      String by = known(values[2]).toString();
      long groups = by.chars().filter(letter -> letter == '$').count();
      StringBuilder result = new StringBuilder();
      while (matcher.find()) {
        double filled = groups == 0 ? 0 : (double) groups * longest(matcher);
        Bound.REPLACED.require(result.length() + by.length() + filled, "regexp_replace");
        matcher.appendReplacement(result, by);
        Bound.REPLACED.require(result.length(), "regexp_replace");
      }
      return UTF8String.fromString(matcher.appendTail(result).toString());
    }
  },
  EXTRACT {
    @Override
    Object of(String text, @Nullable Object[] values, BoundedCall call) {
      Matcher matcher = matcher(text, values, call);
      return matcher.find() ? group(matcher, values, call) : UTF8String.EMPTY_UTF8;
    }
  },
  EXTRACT_ALL {
    @Override
    Object of(String text, @Nullable Object[] values, BoundedCall call) {
      Matcher matcher = matcher(text, values, call);
      List<Object> found = new ArrayList<>();
      double bytes = 0;
      while (matcher.find()) {
        UTF8String each = group(matcher, values, call);
        found.add(each);
        bytes += PLACE_OF_A_PART + each.numBytes();
        Bound.REPLACED.require(bytes, "regexp_extract_all");
      }
      return new GenericArrayData(found.toArray());
    }
  },
  PLACE {
    @Override
    Object of(String text, @Nullable Object[] values, BoundedCall call) {
      Matcher matcher = matcher(text, values, call);
      return matcher.find() ? matcher.start() + 1 : 0;
    }
  };

  private static final double PLACE_OF_A_PART = 16;

  /** One more than there may be, which says that there are too many. */
  private static final int MOST_PARTS = 1_000_001;

  /** None where something that it is called with is null. */
  @Override
  public @Nullable Object of(@Nullable Object[] values, BoundedCall call) {
    for (Object each : values) {
      if (each == null) {
        return null;
      }
    }
    return of(known(values[0]).toString(), values, call);
  }

  abstract @Nullable Object of(String text, @Nullable Object[] values, BoundedCall call);

  private static Object known(@Nullable Object value) {
    return java.util.Objects.requireNonNull(value);
  }

  private static Matcher matcher(String text, @Nullable Object[] values, BoundedCall call) {
    return StoppableText.matcher(pattern(values, call), text);
  }

  private static Pattern pattern(@Nullable Object[] values, BoundedCall call) {
    return call.pattern(
        known(values[1]),
        each -> {
          StoppableText.requireFewRepetitions(each);
          return compiled(each, flags(call));
        });
  }

  private static int flags(BoundedCall call) {
    Expression text = call.arguments().get(0);
    return text.dataType() instanceof StringType type
        ? CollationSupport.collationAwareRegexFlags(type.collationId())
        : 0;
  }

  private static Pattern compiled(String pattern, int flags) {
    try {
      return Pattern.compile(pattern, flags);
    } catch (PatternSyntaxException e) {
      throw new CityLakeException(
          ErrorCode.SQL_INVALID,
          "Cannot match: the pattern is no regular expression of Java (%s)"
              .formatted(e.getDescription()),
          e);
    }
  }

  /** Of what a group has found, which may reach beyond the match. */
  private static int longest(Matcher matcher) {
    int longest = 0;
    for (int i = 0; i <= matcher.groupCount(); i++) {
      longest = Math.max(longest, matcher.end(i) - matcher.start(i));
    }
    return longest;
  }

  private static UTF8String group(Matcher matcher, @Nullable Object[] values, BoundedCall call) {
    int index = (Integer) known(values[2]);
    if (index < 0 || index > matcher.groupCount()) {
      throw new CityLakeException(
          ErrorCode.SQL_INVALID,
          "Cannot match: %s asks for a group that the pattern hasn't (group=%d, groups=%d)"
              .formatted(call.prettyName(), index, matcher.groupCount()));
    }
    String found = matcher.group(index);
    return found == null ? UTF8String.EMPTY_UTF8 : UTF8String.fromString(found);
  }
}
