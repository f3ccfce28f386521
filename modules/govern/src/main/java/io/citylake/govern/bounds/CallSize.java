package io.citylake.govern.bounds;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.TypeUtils;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.YearMonthIntervalType;
import org.apache.spark.unsafe.types.CalendarInterval;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** How much a function of Spark will make, told from what it is called with. */
enum CallSize implements Meaning {
  REPEAT(Bound.CHARACTERS, "repeat") {
    @Override
    double of(@Nullable Object[] values, List<Expression> arguments) {
      return length(values[0]) * count(values[1]);
    }
  },
  SPACE(Bound.CHARACTERS, "space") {
    @Override
    double of(@Nullable Object[] values, List<Expression> arguments) {
      return count(values[0]);
    }
  },
  PAD(Bound.CHARACTERS, "lpad or rpad") {
    @Override
    double of(@Nullable Object[] values, List<Expression> arguments) {
      return count(values[1]);
    }
  },
  ARRAY_REPEAT(Bound.ELEMENTS, "array_repeat") {
    @Override
    double of(@Nullable Object[] values, List<Expression> arguments) {
      return Math.max(1, length(values[0])) * count(values[1]);
    }
  },
  ARRAY_INSERT(Bound.ELEMENTS, "array_insert") {
    @Override
    double of(@Nullable Object[] values, List<Expression> arguments) {
      return Math.abs(count(values[1]));
    }
  },
  SEQUENCE(Bound.ELEMENTS, "sequence") {
    @Override
    double of(@Nullable Object[] values, List<Expression> arguments) {
      if (values[0] == null || values[1] == null || (values.length > 2 && values[2] == null)) {
        return 0;
      }
      DataType type = arguments.get(0).dataType();
      double unit = type instanceof DateType ? MICROSECONDS_A_DAY : 1;
      double step =
          values.length > 2
              ? step(values[2], arguments.get(2))
              : type instanceof IntegralType ? 1 : MICROSECONDS_A_DAY;
      // Spark itself refuses a step of none.
      return step == 0 ? 0 : Math.abs((count(values[1]) - count(values[0])) * unit / step);
    }
  },
  FORMAT(Bound.REPLACED, "format_string") {
    @Override
    double of(@Nullable Object[] values, List<Expression> arguments) {
      if (values[0] == null) {
        return 0;
      }
      double longest = 0;
      for (int i = 1; i < values.length; i++) {
        longest = Math.max(longest, length(values[i]));
      }
      double size = length(values[0]);
      Matcher places = PLACE.matcher(values[0].toString());
      while (places.find()) {
        size += longest;
        Matcher widths = NUMBER.matcher(places.group());
        while (widths.find()) {
          size += Double.parseDouble(widths.group());
        }
      }
      return size;
    }
  },
  FORMAT_NUMBER(Bound.CHARACTERS, "format_number") {
    @Override
    double of(@Nullable Object[] values, List<Expression> arguments) {
      return values[1] instanceof Number digits ? digits.doubleValue() : length(values[1]);
    }
  },
  REPLACE(Bound.REPLACED, "replace") {
    @Override
    double of(@Nullable Object[] values, List<Expression> arguments) {
      Bound.SEARCHED.require(searched(values[0], values[1], arguments.get(0)), "replace");
      double searched = length(values[1]);
      double times = searched == 0 ? 0 : length(values[0]) / searched;
      return Math.max(length(values[0]), times * length(values[2]));
    }
  },
  CONCAT(Bound.BYTES, "concat or ||") {
    @Override
    double of(@Nullable Object[] values, List<Expression> arguments) {
      return sum(values, arguments);
    }
  },
  CONCAT_WS(Bound.BYTES, "concat_ws") {
    @Override
    double of(@Nullable Object[] values, List<Expression> arguments) {
      double parts = 0;
      for (int i = 1; i < values.length; i++) {
        parts += values[i] instanceof ArrayData array ? array.numElements() : 1;
      }
      return sum(values, arguments) + parts * length(values[0]);
    }
  },
  ARRAY_JOIN(Bound.BYTES, "array_join") {
    @Override
    double of(@Nullable Object[] values, List<Expression> arguments) {
      double between = length(values[1]) + (values.length > 2 ? length(values[2]) : 0);
      return sum(values, arguments) + length(values[0]) * between;
    }
  },
  FLATTEN(Bound.BYTES, "flatten") {
    @Override
    double of(@Nullable Object[] values, List<Expression> arguments) {
      return sum(values, arguments);
    }
  },
  OVERLAY(Bound.BYTES, "overlay") {
    @Override
    double of(@Nullable Object[] values, List<Expression> arguments) {
      return length(values[0]) + length(values[1]);
    }
  },
  HEX(Bound.BYTES, "hex") {
    @Override
    double of(@Nullable Object[] values, List<Expression> arguments) {
      return 2 * length(values[0]);
    }
  },
  /** What is called with it makes some times as much of it. */
  SHORT(Bound.BYTES, "this function of texts") {
    @Override
    double of(@Nullable Object[] values, List<Expression> arguments) {
      return sum(values, arguments);
    }

    @Override
    public boolean isItsArgument() {
      return true;
    }
  },
  /** Of what Spark looks for at each place of a text. */
  SEARCH(Bound.SEARCHED, "this search in a text") {
    @Override
    double of(@Nullable Object[] values, List<Expression> arguments) {
      return searched(values[0], values[1], arguments.get(0));
    }
  },
  /** The same with the text as the second. */
  LOCATE(Bound.SEARCHED, "locate or position") {
    @Override
    double of(@Nullable Object[] values, List<Expression> arguments) {
      return searched(values[1], values[0], arguments.get(1));
    }
  },
  /** Looks for each character of a text in another, one at a time. */
  TRIM(Bound.PAIRS, "trim") {
    @Override
    double of(@Nullable Object[] values, List<Expression> arguments) {
      return values.length < 2 ? 0 : length(values[0]) * length(values[1]);
    }
  },
  LEVENSHTEIN(Bound.PAIRS, "levenshtein") {
    @Override
    double of(@Nullable Object[] values, List<Expression> arguments) {
      return length(values[0]) * length(values[1]);
    }
  },
  /** Spark compares each with each where it has no hash of them. */
  SETS(Bound.STRUCTURES, "this function of arrays") {
    @Override
    double of(@Nullable Object[] values, List<Expression> arguments) {
      if (!(arguments.get(0).dataType() instanceof ArrayType array)
          || TypeUtils.typeWithProperEquals(array.elementType())) {
        return 0;
      }
      double elements = 0;
      for (Object each : values) {
        elements += length(each);
      }
      return elements * elements;
    }
  };

  private static final double MICROSECONDS_A_DAY = 86_400e6;
  private static final double ONE_AT_A_TIME = 20;
  private static final Pattern PLACE = Pattern.compile("%[^a-zA-Z%]*");
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private final Bound bound;
  private final String function;

  CallSize(Bound bound, String function) {
    this.bound = bound;
    this.function = function;
  }

  abstract double of(@Nullable Object[] values, List<Expression> arguments);

  /**
   * What Spark makes, once it is known to be small.
   *
   * @throws io.citylake.model.CityLakeException LIMIT_EXCEEDED
   */
  @Override
  public @Nullable Object of(@Nullable Object[] values, BoundedCall call) {
    bound.require(of(values, call.arguments()), function);
    return isItsArgument() ? values[0] : call.plain(values);
  }

  private static double step(@Nullable Object value, Expression argument) {
    if (value instanceof CalendarInterval interval) {
      return interval.microseconds + (interval.days + 28.0 * interval.months) * MICROSECONDS_A_DAY;
    }
    return argument.dataType() instanceof YearMonthIntervalType
        ? count(value) * 28 * MICROSECONDS_A_DAY
        : count(value);
  }

  private static double count(@Nullable Object value) {
    return value instanceof Number number ? number.doubleValue() : 0;
  }

  /** One at a time where letters of both cases are alike. */
  private static double searched(
      @Nullable Object text, @Nullable Object needle, Expression argument) {
    boolean plain =
        !(argument.dataType() instanceof StringType type) || type.supportsBinaryEquality();
    return length(text) * length(needle) * (plain ? 1 : ONE_AT_A_TIME);
  }

  private static double sum(@Nullable Object[] values, List<Expression> arguments) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += ValueBytes.of(values[i], arguments.get(i).dataType());
    }
    return sum;
  }

  /** In bytes or elements; 0 of what has none. */
  static double length(@Nullable Object value) {
    if (value instanceof UTF8String text) {
      return text.numBytes();
    }
    if (value instanceof byte[] bytes) {
      return bytes.length;
    }
    return value instanceof ArrayData array ? array.numElements() : 0;
  }
}
