package io.citylake.contract.shape;

import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.PartitionField;
import io.citylake.contract.dataset.Retention;
import io.citylake.contract.dataset.SortField;
import io.citylake.contract.feed.TopicPattern;
import io.citylake.contract.job.LookBack;
import io.citylake.contract.schedule.DayRule;
import io.citylake.contract.schedule.Pool;
import io.citylake.contract.settings.AccessLogSettings;
import io.citylake.contract.shape.Shape.Scalar;
import io.citylake.contract.shape.Shape.Secrecy;
import io.citylake.contract.yaml.YamlNode.Kind;
import io.citylake.model.DataSize;
import io.citylake.model.JobName;
import io.citylake.model.Secret;
import io.citylake.model.ShortDuration;
import io.citylake.model.TableName;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The scalars that files hold: how each is said, read and published. */
final class Scalars {
  static final int LONGEST_PATTERN = 1000;
  static final int LONGEST_EXPRESSION = 2000;

  private static final String LOWER_SNAKE = "[a-z][a-z0-9_]{0,63}";
  private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");
  private static final Pattern RATIO = Pattern.compile("\\d{1,6}(\\.\\d{1,9})?%?");
  private static final Pattern CALL =
      Pattern.compile(
          "(year|month|day|hour)\\(\\s*(\\w+)\\s*\\)|(bucket|truncate)\\(\\s*(\\d{1,9})\\s*,\\s*(\\w+)\\s*\\)");
  private static final Pattern SORT = Pattern.compile("(" + LOWER_SNAKE + ")(?:\\s+(asc|desc))?");
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,252})|\\[?[0-9A-Fa-f:]{2,45}]?");
  private static final String PLAIN_NAME = "[\\p{L}_][\\p{L}\\p{N}_$]{0,127}";

  /** Any text, also the empty one. */
  static final Scalar TEXT = text("text", Map.of("type", "string"), text -> text);

  static final Scalar LABEL =
      text("a text that is not empty", schema("type", "string", "minLength", 1), Scalars::label);

  /** Any single value, taken as it is written: {@code 0}, {@code 是}, {@code 2026-01-01}. */
  static final Scalar VALUE =
      new Scalar(
          "a single value",
          Set.of(Kind.TEXT, Kind.INTEGER, Kind.FLOAT, Kind.BOOLEAN),
          text -> text,
          List.of(),
          Map.of("type", List.of("string", "number", "boolean")),
          Secrecy.PLAIN);

  static final Scalar BOOLEAN =
      new Scalar(
          "true or false",
          Set.of(Kind.BOOLEAN),
          Scalars::truth,
          List.of(),
          Map.of("type", "boolean"),
          Secrecy.PLAIN);

  static final Scalar NUMBER =
      new Scalar(
          "a number",
          Set.of(Kind.INTEGER, Kind.FLOAT),
          BigDecimal::new,
          List.of(),
          Map.of("type", "number"),
          Secrecy.PLAIN);

  /** {@code 5%} or {@code 0.05}. */
  static final Scalar RATIO_VALUE =
      new Scalar(
          "a ratio such as 5% or 0.05",
          Set.of(Kind.INTEGER, Kind.FLOAT, Kind.TEXT),
          Scalars::ratio,
          List.of(),
          schema("type", List.of("string", "number"), "pattern", anchored(RATIO), "minimum", 0),
          Secrecy.PLAIN);

  static final Scalar DURATION =
      text(
          "a duration such as 30s, 5m, 26h, 1d or PT5M",
          schema("type", "string", "pattern", "^(\\d+(ms|s|m|h|d)|P.+)$"),
          Scalars::duration);

  static final Scalar LOG_RETENTION =
      text(
          "a duration of at least 180d",
          schema("type", "string", "pattern", "^(\\d+(ms|s|m|h|d)|P.+)$"),
          Scalars::logRetention);

  static final Scalar LOOK_BACK =
      new Scalar(
          "a duration such as 1h or 2d, or a whole number",
          Set.of(Kind.TEXT, Kind.INTEGER),
          Scalars::lookBack,
          List.of(),
          schema(
              "type",
              List.of("string", "integer"),
              "pattern",
              "^(\\d+(ms|s|m|h|d)|P.+)$",
              "minimum",
              0),
          Secrecy.PLAIN);

  static final Scalar RETENTION =
      text(
          "a period such as 30d, 6m, 3y or P3Y",
          schema("type", "string", "pattern", "^(\\d+[dmy]|P.+)$"),
          Retention::parsePeriod);

  static final Scalar SIZE =
      text(
          "a size such as 16MB or 64GB",
          schema("type", "string", "pattern", "^\\d+\\s*([KMGT]?B|[kmgt]?b)$"),
          DataSize::parse);

  static final Scalar DATE =
      text(
          "a date such as 2026-01-31",
          schema("type", "string", "pattern", "^\\d{4}-\\d{2}-\\d{2}$"),
          LocalDate::parse);

  static final Scalar ZONE =
      text("a time zone such as Asia/Shanghai", Map.of("type", "string"), ZoneId::of);

  static final Scalar DAY_RULE =
      text(
          "working-day, working-day-N, last-working-day or before-holiday",
          schema(
              "type",
              "string",
              "pattern",
              "^(working-day(-([1-9]|1\\d|2[0-3]))?|last-working-day|before-holiday)$"),
          DayRule::parse);

  static final Scalar HOURS =
      text(
          "hours such as 22:00-06:00",
          schema("type", "string", "pattern", "^\\d\\d:\\d\\d-\\d\\d:\\d\\d$"),
          Pool.Hours::parse);

  static final Scalar ENCODING =
      text(
          "an encoding such as utf-8, gb18030 or utf-16",
          Map.of("type", "string"),
          text -> Charset.forName(text).name().toLowerCase(Locale.ROOT));

  static final Scalar IDENTIFIER =
      matching("a lower_snake name of at most 64 characters", LOWER_SNAKE);

  /** A theme, or all of them. */
  static final Scalar THEME_OR_ALL =
      matching("a theme's name, or \"*\" for all", LOWER_SNAKE + "|" + TableName.SYSTEM + "|\\*");

  static final Scalar TABLE =
      text(
          "a table as theme.table",
          schema(
              "type",
              "string",
              "pattern",
              "^(" + LOWER_SNAKE + "|" + TableName.SYSTEM + ")\\." + LOWER_SNAKE + "$"),
          TableName::parse);

  static final Scalar JOB =
      text(
          "a job as theme.job",
          schema("type", "string", "pattern", "^" + LOWER_SNAKE + "\\." + LOWER_SNAKE + "$"),
          JobName::parse);

  static final Scalar COLUMN_TYPE =
      text(
          "a type: string, int, long, double, boolean, date, timestamp or decimal(p,s)",
          schema(
              "type",
              "string",
              "pattern",
              "^(string|int|long|double|boolean|date|timestamp|decimal\\(\\s*\\d{1,2}\\s*,\\s*\\d{1,2}\\s*\\))$"),
          ColumnType::parse);

  static final Scalar PARTITION =
      text(
          "a partition such as area, day(event_time), bucket(16, id) or truncate(4, code)",
          schema(
              "type",
              "string",
              "pattern",
              "^([a-z]\\w*|(year|month|day|hour)\\(\\s*\\w+\\s*\\)|(bucket|truncate)\\(\\s*\\d+\\s*,\\s*\\w+\\s*\\))$"),
          Scalars::partition);

  static final Scalar SORT_FIELD =
      text(
          "a column, with desc where the greatest come first",
          schema("type", "string", "pattern", "^[a-z]\\w*(\\s+(asc|desc))?$"),
          Scalars::sort);

  static final Scalar PATTERN =
      text(
          "a regular expression of at most %d characters".formatted(LONGEST_PATTERN),
          schema("type", "string", "minLength", 1, "maxLength", LONGEST_PATTERN),
          Scalars::pattern);

  static final Scalar EXPRESSION =
      text(
          "a Spark SQL condition of at most %d characters".formatted(LONGEST_EXPRESSION),
          schema("type", "string", "minLength", 1, "maxLength", LONGEST_EXPRESSION),
          text -> shorter(label(text), LONGEST_EXPRESSION));

  static final Scalar ONE_CHARACTER =
      text("one character", schema("type", "string", "minLength", 1, "maxLength", 1), Scalars::one);

  static final Scalar CHARACTER_OR_NONE =
      text(
          "one character, or \"\" for none",
          schema("type", "string", "maxLength", 1),
          Scalars::atMostOne);

  /** Beside or under the file's own directory; never up, never absolute. */
  static final Scalar FILE_NAME =
      text(
          "the name of a file in the same directory",
          schema("type", "string", "pattern", "^[^/\\\\]+$"),
          Scalars::fileName);

  static final Scalar HOST_NAME = matching("a plain host name or IP address", HOST.pattern());

  static final Scalar BROKER =
      matching("a broker as HOST:PORT", "([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]+\\]):\\d{1,5}");

  /** As Kafka has it. */
  static final Scalar TOPIC = matching("a topic's name", "(?!\\.{1,2}$)[A-Za-z0-9._-]{1,249}");

  /** As MQTT has it, with names for levels. */
  static final Scalar TOPIC_PATTERN =
      text(
          "topics such as device/{site}/{device}/telemetry",
          schema("type", "string", "minLength", 1, "maxLength", 512),
          TopicPattern::parse);

  static final Scalar MQTT_BROKER =
      matching(
          "a broker such as mqtts://broker.example:8883",
          "mqtts?://([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]+\\])(:\\d{1,5})?");

  static final Scalar CLIENT_ID =
      matching("a client's name of letters, digits, - and _", "[A-Za-z0-9_-]{1,64}");

  static final Scalar COMMON_NAME =
      matching(
          "a certificate's common name; * at its end stands for anything",
          "[^*\\p{Cntrl}]{1,128}\\*?");

  static final Scalar DATABASE =
      text("a database name, or a file for sqlite", Map.of("type", "string"), Scalars::label);

  static final Scalar SOURCE_TABLE =
      matching(
          "a plain table name such as public.reg", PLAIN_NAME + "(\\." + PLAIN_NAME + "){0,2}");

  static final Scalar SOURCE_COLUMN = matching("a plain column name", PLAIN_NAME);

  /** Keys that come over the net unprotected prove nothing, so no plain http. */
  static final Scalar KEY_SET =
      matching("a file, or an https:// address", "https://.+|(?![A-Za-z][A-Za-z0-9+.-]+:).+");

  static final Scalar DIRECTORY_URL =
      matching(
          "ldaps://HOST or ldap://HOST, with :PORT or without",
          "ldaps?://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(:\\d{1,5})?");

  static final Scalar LDAP_ATTRIBUTE =
      matching("the name of an attribute", "[A-Za-z][A-Za-z0-9-]{0,63}");

  /** Plain http only to this machine: what changes a head on its way hides a log made anew. */
  static final Scalar HEAD_TARGET =
      matching(
          "file:PATH, syslog://HOST:PORT or an https:// address",
          "file:.+|syslog://[^/:]+:\\d{1,5}|https://.+|http://(127\\.0\\.0\\.1|localhost)[:/].+");

  /** With a host and no user, which would be a password in a file. */
  static final Scalar WEB_ADDRESS =
      text(
          "an address such as https://hooks.example/alerts",
          schema("type", "string", "pattern", "^https?://[^/@\\s]+(/.*)?$"),
          Scalars::webAddress);

  static final Scalar SERVER_ADDRESS =
      text(
          "an address without a path such as https://chat.example",
          schema("type", "string", "pattern", "^https?://[^/@\\s]+$"),
          Scalars::serverAddress);

  static final Scalar COLOUR = matching("a colour such as \"#2a7de1\"", "#[0-9a-fA-F]{6}");

  static final Scalar MAIL_ADDRESS =
      matching(
          "a mail address such as duty@city.example",
          "[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]{0,252})");

  static final Scalar TIME_OF_DAY =
      text(
          "a time of day such as \"22:00\"",
          schema("type", "string", "pattern", "^([01]\\d|2[0-3]):[0-5]\\d$"),
          LocalTime::parse);

  /** Without TLS on loopback only. */
  static final Scalar EVENT_TARGET =
      matching(
          "file:PATH or an https:// address",
          "file:.+|https://.+|http://(127\\.0\\.0\\.1|localhost)[:/].+");

  /** Never shown; {@code ${NAME}} only. */
  static final Scalar SECRET = reference("a reference such as ${NAME}", Secrecy.SECRET);

  /** Never shown; a default may stand in the file. */
  static final Scalar REFERENCE =
      reference("a reference such as ${NAME} or ${NAME:-default}", Secrecy.REFERENCE);

  private Scalars() {}

  static Scalar oneOf(String... values) {
    List<String> list = List.of(values);
    return new Scalar(
        String.join(", ", list),
        Set.of(Kind.TEXT),
        text -> text,
        list,
        schema("type", "string", "enum", list),
        Secrecy.PLAIN);
  }

  /** Enum constants as their lower-case names; read as the constant. */
  static <E extends Enum<E>> Scalar oneOf(Class<E> type) {
    List<String> names =
        Arrays.stream(type.getEnumConstants())
            .map(each -> each.name().toLowerCase(Locale.ROOT))
            .toList();
    return new Scalar(
        String.join(", ", names),
        Set.of(Kind.TEXT),
        text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)),
        names,
        schema("type", "string", "enum", names),
        Secrecy.PLAIN);
  }

  static Scalar whole(long least, long most) {
    String range =
        most == Long.MAX_VALUE || most == Integer.MAX_VALUE
            ? "of at least " + least
            : "from %d to %d".formatted(least, most);
    return new Scalar(
        "a whole number " + range,
        Set.of(Kind.INTEGER),
        text -> within(Long.parseLong(text), least, most),
        List.of(),
        most == Long.MAX_VALUE || most == Integer.MAX_VALUE
            ? schema("type", "integer", "minimum", least)
            : schema("type", "integer", "minimum", least, "maximum", most),
        Secrecy.PLAIN);
  }

  private static Scalar text(String noun, Map<String, Object> schema, Function<String, ?> parse) {
    return new Scalar(noun, Set.of(Kind.TEXT), parse, List.of(), schema, Secrecy.PLAIN);
  }

  private static Scalar matching(String noun, String regex) {
    Pattern pattern = Pattern.compile(regex);
    return text(
        noun,
        schema("type", "string", "pattern", "^(" + regex + ")$"),
        text -> {
          if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException("it is not " + noun);
          }
          return text;
        });
  }

  private static Scalar reference(String noun, Secrecy secrecy) {
    return new Scalar(
        noun,
        Set.of(Kind.TEXT),
        Secret::new,
        List.of(),
        schema("type", "string", "pattern", "^" + ShapeCheck.reference(secrecy).pattern() + "$"),
        secrecy);
  }

  /** A map in the order given, so that what is generated never changes by itself. */
  static Map<String, Object> schema(Object... pairs) {
    Map<String, Object> map = new java.util.LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }

  private static String anchored(Pattern pattern) {
    return "^" + pattern.pattern() + "$";
  }

  private static String label(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("it is empty");
    }
    return text;
  }

  private static String shorter(String text, int most) {
    if (text.length() > most) {
      throw new IllegalArgumentException(
          "it has %d characters, at most %d are allowed".formatted(text.length(), most));
    }
    return text;
  }

  private static String one(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("it is empty");
    }
    return atMostOne(text);
  }

  private static String atMostOne(String text) {
    if (text.codePointCount(0, text.length()) > 1) {
      throw new IllegalArgumentException("it has more than one character");
    }
    return text;
  }

  private static URI webAddress(String text) {
    URI uri = URI.create(text);
    boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
    if (!web || uri.getHost() == null || uri.getUserInfo() != null || uri.getFragment() != null) {
      throw new IllegalArgumentException("it is no http:// or https:// address of a host");
    }
    return uri;
  }

  private static URI serverAddress(String text) {
    URI uri = webAddress(text);
    if (!uri.getRawPath().isEmpty() || uri.getRawQuery() != null) {
      throw new IllegalArgumentException("it has a path");
    }
    return uri;
  }

  private static Boolean truth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("it is neither true nor false");
    };
  }

  private static Long within(long number, long least, long most) {
    if (number < least || number > most) {
      throw new IllegalArgumentException("it is out of range");
    }
    return number;
  }

  private static BigDecimal ratio(String text) {
    if (!RATIO.matcher(text).matches()) {
      throw new IllegalArgumentException("it is not a ratio");
    }
    return text.endsWith("%")
        ? new BigDecimal(text.substring(0, text.length() - 1)).movePointLeft(2)
        : new BigDecimal(text);
  }

  private static LookBack lookBack(String text) {
    return WHOLE.matcher(text).matches()
        ? LookBack.of(Long.parseLong(text))
        : LookBack.of(duration(text));
  }

  private static Duration duration(String text) {
    Optional<Duration> written = ShortDuration.find(text);
    if (written.isPresent()) {
      return written.get();
    }
    Duration iso = Duration.parse(text);
    if (iso.isNegative()) {
      throw new IllegalArgumentException("it is negative");
    }
    return iso;
  }

  private static Duration logRetention(String text) {
    Duration duration = duration(text);
    if (duration.compareTo(AccessLogSettings.SHORTEST) < 0) {
      throw new IllegalArgumentException("logs are kept for at least 180 days");
    }
    return duration;
  }

  private static Pattern pattern(String text) {
    return Pattern.compile(shorter(label(text), LONGEST_PATTERN));
  }

  private static String fileName(String text) {
    if (text.isBlank()
        || text.indexOf('/') >= 0
        || text.indexOf('\\') >= 0
        || text.indexOf('\0') >= 0
        || text.startsWith(".")) {
      throw new IllegalArgumentException("it must not name a directory");
    }
    return text;
  }

  private static PartitionField partition(String text) {
    Matcher call = CALL.matcher(text);
    if (!call.matches()) {
      if (!text.matches(LOWER_SNAKE)) {
        throw new IllegalArgumentException("it is not a partition");
      }
      return new PartitionField(PartitionField.Transform.IDENTITY, text, 0);
    }
    if (call.group(1) != null) {
      return new PartitionField(transform(call.group(1)), call.group(2), 0);
    }
    int width = Integer.parseInt(call.group(4));
    if (width < 1) {
      throw new IllegalArgumentException("its width must be at least 1");
    }
    return new PartitionField(transform(call.group(3)), call.group(5), width);
  }

  private static PartitionField.Transform transform(String name) {
    return PartitionField.Transform.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static SortField sort(String text) {
    Matcher matcher = SORT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("it is not a sort field");
    }
    return new SortField(matcher.group(1), "desc".equals(matcher.group(2)));
  }
}
