package io.citylake.contract.shape;

import static io.citylake.contract.shape.Shape.Field.derived;
import static io.citylake.contract.shape.Shape.Field.optional;
import static io.citylake.contract.shape.Shape.Field.required;
import static io.citylake.contract.shape.Shape.Field.withDefault;

import io.citylake.contract.alert.AlertKind;
import io.citylake.contract.alert.AlertSeverity;
import io.citylake.contract.alert.Channel.MailSecurity;
import io.citylake.contract.shape.Shape.Field;
import io.citylake.contract.shape.Shape.Fields;
import io.citylake.contract.shape.Shape.ListOf;
import io.citylake.contract.shape.Shape.MapOf;
import java.util.Arrays;
import java.util.Locale;

/** The shape of {@code conf/alerts.yaml}, and of what the settings say of its targets. */
public final class AlertShape {
  private static final Shape SEVERITY = Scalars.oneOf(AlertSeverity.class);
  private static final ListOf RECEIVERS = ListOf.oneOrSome(Scalars.IDENTIFIER);

  /** Which hosts may be sent to; one of them. */
  static final Fields TARGET =
      Fields.of(
              "alert-host",
              required("host", Scalars.HOST_NAME, "A name or an address, as receivers have it."),
              withDefault(
                  "private",
                  Scalars.BOOLEAN,
                  "false",
                  "Whether its addresses may be in your own network or on this machine."))
          .withShorthand("host");

  private static final Fields WEBHOOK =
      Fields.of(
          "webhook",
          required(
              "url",
              Scalars.WEB_ADDRESS,
              "Where JSON is sent by POST; http:// only to hosts that are private."),
          optional("token", Scalars.SECRET, "Sent as Authorization: Bearer."),
          optional(
              "secret",
              Scalars.SECRET,
              "Signs each message: CityLake-Signature is sha256= and the HMAC-SHA256 of"
                  + " CityLake-Timestamp, a dot and the body, in hex."));

  private static final Fields SMTP =
      Fields.of(
          "smtp",
          required("host", Scalars.HOST_NAME, "The mail server."),
          derived(
              "port",
              Scalars.whole(1, 65535),
              "465 for tls, 587 for starttls, 25 for none",
              "Its port."),
          withDefault(
              "security",
              Scalars.oneOf(MailSecurity.class),
              "starttls",
              "tls from the first byte, starttls after a greeting, or none, which is for private"
                  + " hosts only."),
          optional("user", Scalars.LABEL, "Who logs in; goes with password."),
          optional("password", Scalars.SECRET, "The password, by reference."),
          required("from", Scalars.MAIL_ADDRESS, "The sender's address."),
          required("to", ListOf.oneOrSome(Scalars.MAIL_ADDRESS), "The receivers' addresses."));

  private static final Fields DINGTALK =
      Fields.of(
          "dingtalk",
          required("token", Scalars.SECRET, "The access_token of the robot's address."),
          optional("secret", Scalars.SECRET, "The SEC… by which it wants messages signed."),
          server("https://oapi.dingtalk.com"));

  private static final Fields WECOM =
      Fields.of(
          "wecom",
          required("key", Scalars.SECRET, "The key of the robot's address."),
          server("https://qyapi.weixin.qq.com"));

  private static final Fields FEISHU =
      Fields.of(
          "feishu",
          required("token", Scalars.SECRET, "The last part of the robot's address."),
          optional("secret", Scalars.SECRET, "By which it wants messages signed."),
          server("https://open.feishu.cn"));

  private static final Fields RECEIVER =
      Fields.of(
              "receiver",
              withDefault(
                  "language", Scalars.oneOf("zh", "en"), "zh", "In which its messages are."),
              optional("webhook", WEBHOOK, "JSON by HTTP to a program of yours."),
              optional("smtp", SMTP, "Mail."),
              optional("dingtalk", DINGTALK, "A robot of a DingTalk group."),
              optional("wecom", WECOM, "A robot of a WeCom group."),
              optional("feishu", FEISHU, "A robot of a Feishu group."))
          .withOneOf("webhook", "smtp", "dingtalk", "wecom", "feishu");

  private static final Fields STEP =
      Fields.of(
          "escalation",
          required("after", Scalars.DURATION, "How long nobody has acknowledged it."),
          required("receivers", RECEIVERS, "Who is told then."));

  private static final Fields ROUTE =
      Fields.of(
          "route",
          optional(
              "themes",
              ListOf.oneOrSome(Scalars.IDENTIFIER),
              "Only of these; without, also what belongs to no theme, such as a disk."),
          optional(
              "kinds", ListOf.oneOrSome(Scalars.oneOf(AlertKind.class)), "Only of these kinds."),
          withDefault("at-least", SEVERITY, "warning", "What matters less is passed over."),
          optional("receivers", RECEIVERS, "Who is told."),
          withDefault(
              "to-owners",
              Scalars.BOOLEAN,
              "false",
              "Whether the receivers of the department that answers for it are told, as owners has"
                  + " them."),
          optional(
              "escalate", ListOf.some(STEP), "Who else is told while nobody acknowledges it."));

  private static final Fields QUIET =
      Fields.of(
          "quiet-hours",
          required("from", Scalars.TIME_OF_DAY, "When they begin."),
          required("until", Scalars.TIME_OF_DAY, "When they end, that day or the next."),
          derived("zone", Scalars.ZONE, "the settings'", "Of these times."),
          withDefault("below", SEVERITY, "critical", "What matters less waits for their end."));

  private static final Fields SEVERITIES =
      Fields.of(
          "severities",
          Arrays.stream(AlertKind.values()).map(AlertShape::severity).toArray(Field[]::new));

  private static final Fields THRESHOLDS =
      Fields.of(
          "alert-thresholds",
          withDefault(
              "quiet-cycles",
              Scalars.whole(1, 1000),
              "3",
              "A source is quiet when nothing new came for so many update cycles of its table."),
          withDefault(
              "disk-free",
              Scalars.RATIO_VALUE,
              "10%",
              "A disk is almost full when less of it is free."),
          withDefault(
              "certificate-before",
              Scalars.DURATION,
              "21d",
              "How long before it expires the server's certificate is told of."),
          withDefault(
              "grant-before",
              Scalars.DURATION,
              "14d",
              "How long before it expires a grant is told of."),
          withDefault(
              "scheduler-away",
              Scalars.DURATION,
              "15m",
              "A scheduler stands still when none looked for so long; at least 5m."));

  private static final Fields STORM =
      Fields.of(
          "storm",
          withDefault(
              "messages",
              Scalars.whole(1, 1000),
              "20",
              "The most to one receiver within that time."),
          withDefault("within", Scalars.DURATION, "15m", "In which time; 1m to 1d."));

  /** The whole file. */
  public static final Fields ALERTS =
      Fields.of(
          "alerts",
          required("receivers", new MapOf("names of receivers", RECEIVER), "Who can be told."),
          optional(
              "owners",
              new MapOf("departments", RECEIVERS),
              "The receivers of each department, as owner of themes, tables and jobs names it."),
          required(
              "routes", ListOf.some(ROUTE), "Who is told of what; all that fit hold together."),
          optional("severity", SEVERITIES, "How much kinds matter, where not as they are."),
          optional("quiet", QUIET, "When only what matters much is told at once."),
          withDefault(
              "group",
              Scalars.DURATION,
              "30s",
              "How long what happens is gathered, to be told in one message; 1h at most."),
          withDefault(
              "repeat-after",
              Scalars.DURATION,
              "4h",
              "How long after it was told it is told again, while it lasts and nobody acknowledges"
                  + " it; at least 1m."),
          optional("storm", STORM, "How many messages one receiver gets at most."),
          optional("thresholds", THRESHOLDS, "From when on something is an alert."));

  private AlertShape() {}

  private static Field server(String standard) {
    return withDefault(
        "server",
        Scalars.SERVER_ADDRESS,
        standard,
        "The service, where it is not the vendor's own; http:// only to hosts that are private.");
  }

  private static Field severity(AlertKind kind) {
    return derived(
        kind.toString(),
        SEVERITY,
        kind.standardSeverity().toString(),
        "Of what is " + kind.text(Locale.ENGLISH) + ".");
  }
}
