package io.citylake.govern.bounds;

import static scala.jdk.javaapi.CollectionConverters.asJava;
import static scala.jdk.javaapi.CollectionConverters.asScala;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.ArrayDistinct;
import org.apache.spark.sql.catalyst.expressions.ArrayExcept;
import org.apache.spark.sql.catalyst.expressions.ArrayInsert;
import org.apache.spark.sql.catalyst.expressions.ArrayIntersect;
import org.apache.spark.sql.catalyst.expressions.ArrayJoin;
import org.apache.spark.sql.catalyst.expressions.ArrayRepeat;
import org.apache.spark.sql.catalyst.expressions.ArrayUnion;
import org.apache.spark.sql.catalyst.expressions.ArraysOverlap;
import org.apache.spark.sql.catalyst.expressions.Base64;
import org.apache.spark.sql.catalyst.expressions.Concat;
import org.apache.spark.sql.catalyst.expressions.ConcatWs;
import org.apache.spark.sql.catalyst.expressions.Contains;
import org.apache.spark.sql.catalyst.expressions.DateFormatClass;
import org.apache.spark.sql.catalyst.expressions.Encode;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Flatten;
import org.apache.spark.sql.catalyst.expressions.FormatNumber;
import org.apache.spark.sql.catalyst.expressions.FormatString;
import org.apache.spark.sql.catalyst.expressions.FromUnixTime;
import org.apache.spark.sql.catalyst.expressions.GetTimestamp;
import org.apache.spark.sql.catalyst.expressions.Hex;
import org.apache.spark.sql.catalyst.expressions.ILike;
import org.apache.spark.sql.catalyst.expressions.LambdaFunction;
import org.apache.spark.sql.catalyst.expressions.Levenshtein;
import org.apache.spark.sql.catalyst.expressions.Like;
import org.apache.spark.sql.catalyst.expressions.LikeAll;
import org.apache.spark.sql.catalyst.expressions.LikeAny;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.expressions.Lower;
import org.apache.spark.sql.catalyst.expressions.Not;
import org.apache.spark.sql.catalyst.expressions.NotLikeAll;
import org.apache.spark.sql.catalyst.expressions.NotLikeAny;
import org.apache.spark.sql.catalyst.expressions.NullIf;
import org.apache.spark.sql.catalyst.expressions.Or;
import org.apache.spark.sql.catalyst.expressions.Overlay;
import org.apache.spark.sql.catalyst.expressions.ParseToDate;
import org.apache.spark.sql.catalyst.expressions.ParseToTimestamp;
import org.apache.spark.sql.catalyst.expressions.Quote;
import org.apache.spark.sql.catalyst.expressions.RLike;
import org.apache.spark.sql.catalyst.expressions.RegExpCount;
import org.apache.spark.sql.catalyst.expressions.RegExpExtract;
import org.apache.spark.sql.catalyst.expressions.RegExpExtractAll;
import org.apache.spark.sql.catalyst.expressions.RegExpInStr;
import org.apache.spark.sql.catalyst.expressions.RegExpReplace;
import org.apache.spark.sql.catalyst.expressions.RegExpSubStr;
import org.apache.spark.sql.catalyst.expressions.Sequence;
import org.apache.spark.sql.catalyst.expressions.Size;
import org.apache.spark.sql.catalyst.expressions.SplitPart;
import org.apache.spark.sql.catalyst.expressions.StringInstr;
import org.apache.spark.sql.catalyst.expressions.StringLPad;
import org.apache.spark.sql.catalyst.expressions.StringLocate;
import org.apache.spark.sql.catalyst.expressions.StringRPad;
import org.apache.spark.sql.catalyst.expressions.StringRepeat;
import org.apache.spark.sql.catalyst.expressions.StringReplace;
import org.apache.spark.sql.catalyst.expressions.StringSpace;
import org.apache.spark.sql.catalyst.expressions.StringSplit;
import org.apache.spark.sql.catalyst.expressions.StringTrim;
import org.apache.spark.sql.catalyst.expressions.StringTrimBoth;
import org.apache.spark.sql.catalyst.expressions.StringTrimLeft;
import org.apache.spark.sql.catalyst.expressions.StringTrimRight;
import org.apache.spark.sql.catalyst.expressions.StructsToCsv;
import org.apache.spark.sql.catalyst.expressions.StructsToJson;
import org.apache.spark.sql.catalyst.expressions.SubstringIndex;
import org.apache.spark.sql.catalyst.expressions.ToTime;
import org.apache.spark.sql.catalyst.expressions.ToUnixTimestamp;
import org.apache.spark.sql.catalyst.expressions.UnixTimestamp;
import org.apache.spark.sql.catalyst.expressions.UrlEncode;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import scala.Function1;
import scala.collection.immutable.Seq;
import scala.runtime.AbstractFunction1;

/**
 * Spark's functions and operators, with ours in the places of those that could run or grow without
 * end. Ours answer the same where they answer.
 */
public final class BoundedFunctions {

  private static final Map<Class<?>, Meaning> MEANINGS =
      Map.ofEntries(
          Map.entry(StringRepeat.class, CallSize.REPEAT),
          Map.entry(StringSpace.class, CallSize.SPACE),
          Map.entry(StringLPad.class, CallSize.PAD),
          Map.entry(StringRPad.class, CallSize.PAD),
          Map.entry(ArrayRepeat.class, CallSize.ARRAY_REPEAT),
          Map.entry(ArrayInsert.class, CallSize.ARRAY_INSERT),
          Map.entry(Sequence.class, CallSize.SEQUENCE),
          Map.entry(FormatString.class, CallSize.FORMAT),
          Map.entry(FormatNumber.class, CallSize.FORMAT_NUMBER),
          Map.entry(Concat.class, CallSize.CONCAT),
          Map.entry(ConcatWs.class, CallSize.CONCAT_WS),
          Map.entry(ArrayJoin.class, CallSize.ARRAY_JOIN),
          Map.entry(Flatten.class, CallSize.FLATTEN),
          Map.entry(Overlay.class, CallSize.OVERLAY),
          Map.entry(Hex.class, CallSize.HEX),
          Map.entry(StringReplace.class, CallSize.REPLACE),
          Map.entry(Contains.class, CallSize.SEARCH),
          Map.entry(StringInstr.class, CallSize.SEARCH),
          Map.entry(StringLocate.class, CallSize.LOCATE),
          Map.entry(SubstringIndex.class, CallSize.SEARCH),
          Map.entry(StringTrim.class, CallSize.TRIM),
          Map.entry(StringTrimLeft.class, CallSize.TRIM),
          Map.entry(StringTrimRight.class, CallSize.TRIM),
          Map.entry(Levenshtein.class, CallSize.LEVENSHTEIN),
          Map.entry(ArrayDistinct.class, CallSize.SETS),
          Map.entry(ArrayUnion.class, CallSize.SETS),
          Map.entry(ArrayIntersect.class, CallSize.SETS),
          Map.entry(ArrayExcept.class, CallSize.SETS),
          Map.entry(ArraysOverlap.class, CallSize.SETS),
          Map.entry(Like.class, Matching.LIKE),
          Map.entry(RLike.class, Matching.RLIKE),
          Map.entry(StringSplit.class, Matching.SPLIT),
          Map.entry(RegExpReplace.class, Matching.REPLACE),
          Map.entry(RegExpExtract.class, Matching.EXTRACT),
          Map.entry(RegExpExtractAll.class, Matching.EXTRACT_ALL),
          Map.entry(RegExpInStr.class, Matching.PLACE));

  private BoundedFunctions() {}

  /** Has the functions of a registry make ours. */
  public static void install(FunctionRegistry functions) {
    for (FunctionIdentifier each : asJava(functions.listFunction())) {
      Function1<Seq<Expression>, Expression> plain = functions.lookupFunctionBuilder(each).get();
      functions.registerFunction(
          each,
          functions.lookupFunction(each).get(),
          new AbstractFunction1<>() {
            @Override
            public Expression apply(Seq<Expression> arguments) {
              WrittenArguments.requireBefore(each.funcName(), asJava(arguments));
              Expression made = plain.apply(arguments);
              Expression ours = bounded(made);
              return ours == null ? made : ours;
            }
          });
    }
  }

  /** Where ours needn't stand for it: what is looked for is written out, and short. */
  private static final int SHORT_NEEDLE = 100;

  /** Those that look for a text, and which of their arguments it is. */
  private static final Map<Class<?>, Integer> NEEDLES =
      Map.of(
          Contains.class, 1,
          StringInstr.class, 1,
          StringLocate.class, 0,
          SubstringIndex.class, 1,
          StringTrim.class, 1,
          StringTrimLeft.class, 1,
          StringTrimRight.class, 1);

  /** Those that make some bytes of each that they are called with. */
  private static final Set<Class<?>> GROWING =
      Set.of(Base64.class, Encode.class, Quote.class, UrlEncode.class);

  /** Those that read a pattern of dates, which is their second argument. */
  private static final Set<Class<?>> DATED =
      Set.of(
          DateFormatClass.class,
          FromUnixTime.class,
          UnixTimestamp.class,
          ToUnixTimestamp.class,
          GetTimestamp.class,
          ParseToDate.class,
          ParseToTimestamp.class,
          ToTime.class);

  /** Whether ours stands for it wherever a caller wrote it. */
  public static boolean isBounded(Expression each) {
    return MEANINGS.containsKey(each.getClass()) && !isShortSearch(each);
  }

  private static boolean isShortSearch(Expression each) {
    Integer needle = NEEDLES.get(each.getClass());
    return needle != null
        && (each.children().size() <= needle
            || isShort(each.children().apply(needle), SHORT_NEEDLE));
  }

  private static boolean isShort(Expression argument, int most) {
    return argument instanceof Literal literal
        && (literal.value() == null || literal.value().toString().length() <= most);
  }

  private static Expression own(Expression plain) {
    return new BoundedCall(plain, Objects.requireNonNull(MEANINGS.get(plain.getClass())));
  }

  /** Ours for an operator or function of Spark's; null where that can stay. */
  public static @Nullable Expression bounded(Expression plain) {
    if (isBounded(plain)) {
      return own(plain);
    } else if (plain instanceof ILike like) {
      return own(new Like(new Lower(like.left()), new Lower(like.right()), like.escapeChar()));
    } else if (plain instanceof LikeAll like) {
      return each(like.child(), like.patterns(), UnaryOperator.identity(), And::new);
    } else if (plain instanceof NotLikeAll like) {
      return each(like.child(), like.patterns(), Not::new, And::new);
    } else if (plain instanceof LikeAny like) {
      return each(like.child(), like.patterns(), UnaryOperator.identity(), Or::new);
    } else if (plain instanceof NotLikeAny like) {
      return each(like.child(), like.patterns(), Not::new, Or::new);
    } else if (plain instanceof RegExpCount count) {
      Expression zero = Literal$.MODULE$.apply(0);
      return new Size(own(new RegExpExtractAll(count.left(), count.right(), zero)), false);
    } else if (plain instanceof RegExpSubStr part) {
      Expression zero = Literal$.MODULE$.apply(0);
      return new NullIf(
          own(new RegExpExtract(part.left(), part.right(), zero)), Literal$.MODULE$.apply(""));
    }
    WrittenArguments.require(plain);
    if (GROWING.contains(plain.getClass())) {
      return plain.children().head() instanceof BoundedCall ? null : over(plain, 0, CallSize.SHORT);
    }
    boolean isDated = DATED.contains(plain.getClass()) && plain.children().size() > 1;
    if (isDated && !isShort(plain.children().apply(1), SHORT_NEEDLE)) {
      return over(plain, 1, ArgumentSize.PATTERN);
    }
    if (plain instanceof SplitPart part) {
      Expression ofText = over(part, 0, ArgumentSize.PARTS);
      return isShort(part.delimiter(), SHORT_NEEDLE)
          ? ofText
          : over(ofText, 1, ArgumentSize.DELIMITER);
    }
    if (plain instanceof StringTrimBoth both) {
      Expression ours = bounded(both.replacement());
      return ours == null ? null : both.withNewChildren(asScala(List.of(ours)).toSeq());
    }
    // It makes several characters of one, in what is within it again.
    return plain instanceof StructsToJson || plain instanceof StructsToCsv
        ? new BoundedCall(new Concat(asScala(List.of(plain)).toSeq()), CallSize.SHORT)
        : null;
  }

  /** Ours can't stand for what Spark replaces before it plans, but for what it is called with. */
  private static Expression over(Expression plain, int place, Meaning size) {
    List<Expression> arguments = new ArrayList<>(asJava(plain.children()));
    Expression argument = arguments.get(place);
    Concat alone = new Concat(asScala(List.of(argument)).toSeq());
    arguments.set(place, new BoundedCall(alone, size));
    return plain.withNewChildren(asScala(arguments).toSeq());
  }

  /** The bodies of functions that a caller wrote, so that each turn of theirs can be stopped. */
  public static @Nullable Expression stoppable(Expression each) {
    return each instanceof LambdaFunction lambda && !(lambda.function() instanceof StoppableBody)
        ? new LambdaFunction(
            new StoppableBody(lambda.function()), lambda.arguments(), lambda.hidden())
        : null;
  }

  private static Expression each(
      Expression text,
      Seq<UTF8String> patterns,
      UnaryOperator<Expression> sign,
      BinaryOperator<Expression> both) {
    List<Expression> likes = new ArrayList<>();
    for (UTF8String pattern : asJava(patterns)) {
      likes.add(sign.apply(own(new Like(text, new Literal(pattern, DataTypes.StringType), '\\'))));
    }
    return likes.stream()
        .reduce(both)
        .orElseThrow(() -> new IllegalStateException("LIKE of no pattern"));
  }
}
