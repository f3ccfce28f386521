package io.citylake.receive.mqtt;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Publications of one connection in the order in which they came, which is that of their
 * acknowledgements. Used by one thread.
 */
final class AckLine {
  private final Deque<Place> line = new ArrayDeque<>();
  private int expected;

  /** One publication. */
  static final class Place {
    private final int packet;
    private boolean done;
    private byte code;
    private String message = "";
    private @Nullable Fault end;

    private Place(int packet) {
      this.packet = packet;
    }

    /** Whose acknowledgement it is; 0 where none is expected. */
    int packet() {
      return packet;
    }

    /** 0 where it is stored. */
    byte code() {
      return code;
    }

    String message() {
      return message;
    }

    /** Why the connection ends once all before it are done; null where it goes on. */
    @Nullable Fault end() {
      return end;
    }

    void ends(Fault why) {
      done = true;
      code = why.code();
      end = why;
    }

    void stored() {
      done = true;
    }

    void refused(byte why, String text) {
      done = true;
      code = why;
      message = text;
    }
  }

  Place add(int packet) {
    Place place = new Place(packet);
    line.add(place);
    expected += packet == 0 ? 0 : 1;
    return place;
  }

  /** Publications that are not done, or wait for one that isn't. */
  int size() {
    return line.size();
  }

  /** Of them those that are to be acknowledged. */
  int expected() {
    return expected;
  }

  /** Whether one of this number is in it. */
  boolean holds(int packet) {
    return line.stream().anyMatch(each -> each.packet == packet);
  }

  /** Takes out what is done, as far as all before it are. */
  void drain(Consumer<Place> each) {
    while (!line.isEmpty() && line.peek().done) {
      Place first = line.remove();
      expected -= first.packet == 0 ? 0 : 1;
      each.accept(first);
    }
  }
}
