package io.citylake.publish.column;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** A table of drawn columns and values, nasty ones among them. */
final class DrawnTable {
  private static final List<Type> TYPES =
      List.of(
          Types.BooleanType.get(),
          Types.IntegerType.get(),
          Types.LongType.get(),
          Types.DoubleType.get(),
          Types.DateType.get(),
          Types.TimestampType.withZone(),
          Types.StringType.get(),
          Types.DecimalType.of(1, 1),
          Types.DecimalType.of(9, 2),
          Types.DecimalType.of(12, 4),
          Types.DecimalType.of(18, 0),
          Types.DecimalType.of(19, 3),
          Types.DecimalType.of(38, 10));
  private static final double[] DOUBLES = {
    0.0,
    -0.0,
    Double.NaN,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    1.5,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MIN_NORMAL
  };
  private static final String[] TEXTS = {
    "",
    " ",
    "\u0000",
    "a",
    "成都高新区",
    "\uD83D\uDE80",
    "\uFFFF",
    "\uDBFF\uDFFF",
    "é",
    "e\u0301",
    "0",
    "A"
  };

  final Schema schema;
  final ColumnSettings settings;
  final List<InternalRow> rows = new ArrayList<>();

  /** Whether its settings are those of a table that says nothing. */
  final boolean asUsual;

  private final Random random;

  DrawnTable(Random random) {
    this.random = random;
    List<Types.NestedField> fields = new ArrayList<>();
    int width = 1 + random.nextInt(6);
    for (int i = 0; i < width; i++) {
      Type type = TYPES.get(random.nextInt(TYPES.size()));
      // Ids as of a schema that has changed: neither dense nor in order.
      int id = 1 + (i * 7 + 3) % 41;
      String name = (random.nextInt(4) == 0 ? "列-" : "c") + i;
      fields.add(
          random.nextInt(4) == 0
              ? Types.NestedField.required(id, name, type)
              : Types.NestedField.optional(id, name, type));
    }
    this.schema = new Schema(fields);
    boolean small = random.nextInt(4) > 0;
    this.asUsual = !small;
    this.settings =
        new ColumnSettings(
            3,
            small ? 2_000 + random.nextInt(20_000) : 1 << 27,
            small ? 64 + random.nextInt(2_000) : 1 << 20,
            small ? 1 + random.nextInt(300) : 20_000,
            // Iceberg's writer takes no dictionary of fewer than 64 bytes.
            small ? 64 + random.nextInt(600) : 1 << 21);
    int[] distinct = new int[width];
    int[] nulls = new int[width];
    for (int i = 0; i < width; i++) {
      distinct[i] = 1 << random.nextInt(14);
      nulls[i] = random.nextInt(5) == 0 ? 100 : random.nextInt(3) == 0 ? random.nextInt(100) : 0;
    }
    int count = 1 + (random.nextInt(10) == 0 ? random.nextInt(3) : random.nextInt(6_000));
    for (int row = 0; row < count; row++) {
      @Nullable Object[] cells = new @Nullable Object[width];
      for (int i = 0; i < width; i++) {
        Types.NestedField field = fields.get(i);
        boolean none = field.isOptional() && random.nextInt(100) < nulls[i];
        cells[i] = none ? null : value(field.type(), random.nextInt(distinct[i]));
      }
      rows.add(new GenericInternalRow(cells));
    }
  }

  /** The same for the same pick, so that picks of few repeat. */
  private static Object value(Type type, int pick) {
    Random own = new Random(pick * 31L + 7);
    boolean edge = own.nextInt(8) == 0;
    return switch (type.typeId()) {
      case BOOLEAN -> own.nextBoolean();
      case INTEGER, DATE ->
          edge ? (own.nextBoolean() ? Integer.MIN_VALUE : Integer.MAX_VALUE) : own.nextInt();
      case LONG, TIMESTAMP ->
          edge ? (own.nextBoolean() ? Long.MIN_VALUE : Long.MAX_VALUE) : own.nextLong();
      case DOUBLE -> edge ? DOUBLES[own.nextInt(DOUBLES.length)] : own.nextGaussian() * 1e6;
      case STRING -> UTF8String.fromString(text(own, edge));
      case DECIMAL -> decimal((Types.DecimalType) type, own, edge);
      default -> throw new IllegalStateException("no values of " + type);
    };
  }

  private static String text(Random own, boolean edge) {
    if (edge) {
      return TEXTS[own.nextInt(TEXTS.length)].repeat(own.nextInt(4) == 0 ? 40 : 1);
    }
    return Long.toString(own.nextLong(), 36).repeat(1 + own.nextInt(3));
  }

  private static Decimal decimal(Types.DecimalType type, Random own, boolean edge) {
    BigInteger most = BigInteger.TEN.pow(type.precision()).subtract(BigInteger.ONE);
    BigInteger digits = edge ? most : new BigInteger(most.bitLength() - 1, own).min(most);
    if (own.nextBoolean()) {
      digits = digits.negate();
    }
    return Decimal.apply(new BigDecimal(digits, type.scale()), type.precision(), type.scale());
  }

  @Override
  public String toString() {
    return "%d rows of %s by %s".formatted(rows.size(), schema, settings);
  }
}
