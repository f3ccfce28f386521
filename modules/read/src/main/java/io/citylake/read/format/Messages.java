package io.citylake.read.format;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages one after the other, for one thread. */
public interface Messages extends Closeable {
  boolean next() throws IOException;

  /** The current message's bytes. */
  byte[] payload();

  /** Its place in the source, from 1. */
  long place();

  /** What is known of it beside its bytes, in the order of the names that the cursor was given. */
  List<@Nullable String> envelope();
}
