package io.citylake.contract.shape;

import static io.citylake.contract.shape.Shape.Field.derived;
import static io.citylake.contract.shape.Shape.Field.optional;
import static io.citylake.contract.shape.Shape.Field.required;
import static io.citylake.contract.shape.Shape.Field.withDefault;

import io.citylake.contract.feed.BodyFormat;
import io.citylake.contract.shape.Shape.Fields;
import io.citylake.contract.shape.Shape.ListOf;
import io.citylake.contract.shape.Shape.MapOf;

/** The shape of {@code conf/feeds/NAME.yaml}. */
public final class FeedShape {
  private static final Fields SENDER =
      Fields.of(
              "sender",
              required(
                  "key",
                  Scalars.SECRET,
                  "What it proves itself by, by reference; at least 20 characters."))
          .withShorthand("key");

  private static final Fields LIMITS =
      Fields.of(
          "limits",
          withDefault(
              "message", Scalars.SIZE, "1MB", "How large one message may be; at most 32MB."),
          withDefault(
              "body",
              Scalars.SIZE,
              "8MB",
              "How large one request may be, which may hold many messages; at most 32MB."),
          withDefault(
              "messages",
              Scalars.whole(1, 1_000_000),
              "10000",
              "How many messages one request may hold; one with more is refused (413)."),
          withDefault(
              "depth",
              Scalars.whole(1, 200),
              "32",
              "How deep the values of a message may be nested; a deeper one is refused (413)."),
          withDefault(
              "rate",
              Scalars.whole(1, 1_000_000),
              "1000",
              "On the long run: messages a second of one sender by HTTP, and more are answered 429;"
                  + " publications a second of one connection by MQTT, and no more are read of"
                  + " it."));

  private static final Fields SPOOL =
      Fields.of(
          "spool",
          withDefault("most", Scalars.SIZE, "10GB", "Disk that it takes at most; then 503."),
          withDefault(
              "slow-from",
              Scalars.RATIO_VALUE,
              "80%",
              "The share of it from which more and more requests are answered 429."),
          withDefault(
              "keep-free", Scalars.SIZE, "1GB", "Disk that is left to others; below it 503."),
          withDefault(
              "segment",
              Scalars.SIZE,
              "64MB",
              "How large one file is. A file goes once all of it was published."));

  private static final Fields GROUP =
      Fields.of(
              "mqtt-group",
              optional(
                  "password",
                  Scalars.SECRET,
                  "What its devices prove themselves by, with the group's name for a user name;"
                      + " by reference, at least 20 characters."),
              optional(
                  "certificates",
                  ListOf.oneOrSome(Scalars.COMMON_NAME),
                  "The common names of its devices' certificates; * at the end of one stands for"
                      + " anything. receive.mqtt-authorities says who signs them."),
              optional(
                  "topics",
                  ListOf.oneOrSome(Scalars.TOPIC_PATTERN),
                  "Of the feed's topics those that it may publish to; all without."))
          .withShorthand("password")
          .withOneOf("password", "certificates");

  private static final Fields SUBSCRIBE =
      Fields.of(
              "mqtt-subscribe",
              required(
                  "broker",
                  Scalars.MQTT_BROKER,
                  "Where it is: mqtt:// or, with TLS, mqtts://; the port is 1883 or 8883 without"
                      + " one."),
              optional("user", Scalars.LABEL, "The user name there."),
              optional("password", Scalars.SECRET, "The password there, by reference."),
              optional(
                  "client-id",
                  Scalars.CLIENT_ID,
                  "Whose session the broker keeps messages for; citylake-FEED without."),
              optional(
                  "authorities",
                  Scalars.LABEL,
                  "A PEM file with who signs the broker's certificate, relative to the workspace;"
                      + " those that Java knows without."))
          .withShorthand("broker");

  private static final Fields MQTT =
      Fields.of(
          "mqtt",
          required(
              "topics",
              ListOf.oneOrSome(Scalars.TOPIC_PATTERN),
              "Which topics bring messages; {name} is any one level, which jobs map as"
                  + " _topic_name."),
          optional(
              "groups",
              new MapOf("names of groups", GROUP),
              "Devices that connect to citylake receive and publish."),
          optional("subscribe", SUBSCRIBE, "A broker that the topics are subscribed to."));

  private static final Fields PLATFORM =
      Fields.of(
              "platform",
              required(
                  "password",
                  Scalars.SECRET,
                  "What it registers with, by reference; at least 8 characters."),
              derived("user", Scalars.LABEL, "its id", "The user's name that it registers with."))
          .withShorthand("password");

  private static final Fields VIID =
      Fields.of(
          "viid",
          required(
              "platforms",
              new MapOf("ids of platforms and devices", PLATFORM),
              "Who may register, by what it says as User-Identify. An id is of one feed only."),
          withDefault(
              "lapse",
              Scalars.DURATION,
              "5m",
              "How long a registration holds without a request; from 10s to 1d."));

  /** The whole file. */
  public static final Fields FEED =
      Fields.of(
          "feed",
          required("title", FileShapes.TITLE, "What the feed is called."),
          optional(
              "senders",
              new MapOf("names of senders", SENDER),
              "Who may push by HTTP, each with a key of its own."),
          withDefault(
              "format",
              Scalars.oneOf(BodyFormat.class),
              "json",
              "What senders push: json, or ngsi for notifications of NGSI-LD and NGSI-v2, of which"
                  + " each entity is a message."),
          optional(
              "viid",
              VIID,
              "Who pushes by GA/T 1400, as a lower platform or a device: faces, persons,"
                  + " vehicles."),
          optional("mqtt", MQTT, "What comes by MQTT."),
          optional("limits", LIMITS, "What one sender may send."),
          optional("spool", SPOOL, "How much is kept that no job has published yet."));

  private FeedShape() {}
}
