package io.citylake.contract.shape;

import static io.citylake.contract.shape.Shape.Field.optional;
import static io.citylake.contract.shape.Shape.Field.required;
import static io.citylake.contract.shape.Shape.Field.withDefault;

import io.citylake.contract.shape.Shape.Fields;
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
              "Messages a second of one sender, on the long run; more are answered 429."));

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

  /** The whole file. */
  public static final Fields FEED =
      Fields.of(
          "feed",
          required("title", FileShapes.TITLE, "What the feed is called."),
          required(
              "senders",
              new MapOf("names of senders", SENDER),
              "Who may send, each with a key of its own."),
          optional("limits", LIMITS, "What one sender may send."),
          optional("spool", SPOOL, "How much is kept that no job has published yet."));

  private FeedShape() {}
}
