package io.citylake.read.format;

import com.fasterxml.jackson.core.JsonFactory;
import io.citylake.contract.job.SourceSpec.JsonMessage;
import io.citylake.model.RawRow;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages apart, one after the other: each gives its rows, or one that is refused whole, or
 * one that is skipped. Used by one thread.
 */
public final class MessageRows {
  /** Of a message above the cap so much is kept. */
  public static final int SHOWN_OF_LARGE = 1 << 16;

  private final MessageTask task;
  private final JsonFactory factory;
  private final MessageText texts = new MessageText();
  private final JsonRow row;
  private final String path;
  private final @Nullable BinaryMessages binary;
  private final Deque<JsonValue> waiting = new ArrayDeque<>();
  private JsonValue root = JsonValue.Nothing.NOTHING;
  private long place;
  private boolean whole;
  private boolean skipped;

  MessageRows(MessageTask task) {
    this.task = task;
    this.factory = JsonTree.factory(task.limits());
    this.row = new JsonRow(task.wanted());
    boolean json = task.format() instanceof JsonMessage;
    this.path = json ? ((JsonMessage) task.format()).rows() : BinaryMessages.rows(task.format());
    this.binary = json ? null : new BinaryMessages(task.format(), task.schemas());
  }

  /** Begins with a message; what was left of the one before is forgotten. */
  public void take(Message message) throws IOException {
    waiting.clear();
    place = message.offset();
    skipped = false;
    whole = false;
    boolean large = message.size() > task.largest();
    Message kept = large ? message.shortened(SHOWN_OF_LARGE) : message;
    byte @Nullable [] value = kept.value();
    row.of(new MessageHead(kept, factory));
    if (large) {
      refuse(
          "the message is larger than caps.record allows (bytes=%d, allowed=%d)"
              .formatted(message.size(), task.largest()),
          value == null ? null : texts.of(value));
    } else if (value == null) {
      tombstone();
    } else {
      String fault = read(kept, value);
      if (fault != null) {
        waiting.clear();
        refuse(fault, binary == null ? texts.of(value) : MessageText.readable(value));
      }
    }
  }

  private @Nullable String read(Message message, byte[] value) throws IOException {
    BinaryMessages records = binary;
    if (records == null) {
      JsonElements.Read read =
          JsonElements.read(factory, texts.of(value), "message", path, waiting);
      root = read.document();
      return read.fault();
    }
    try {
      root = records.read(message, value);
    } catch (IOException e) {
      return "the message is no record of its schema: " + e.getMessage();
    }
    return JsonElements.collected(root, "message", path, waiting);
  }

  private void tombstone() {
    switch (task.tombstones()) {
      case REFUSE ->
          refuse("the message has no value: a tombstone, of which the job says nothing", null);
      case SKIP -> {
        row.setBare(place);
        whole = true;
        skipped = true;
      }
      case ROW -> {
        row.setBare(place);
        whole = true;
      }
    }
  }

  private void refuse(String why, @Nullable String text) {
    row.refuse(why, text, place);
    whole = true;
  }

  /** Moves to the next row of the message; false where it has no more. */
  public boolean next() {
    if (whole) {
      whole = false;
      return true;
    }
    if (waiting.isEmpty()) {
      return false;
    }
    row.set(waiting.remove(), root, place);
    return true;
  }

  /** The current row; the same instance is filled again. */
  public RawRow row() {
    return row;
  }

  /** Whether the current row is no data by the job's own words. */
  public boolean skipped() {
    return skipped;
  }
}
