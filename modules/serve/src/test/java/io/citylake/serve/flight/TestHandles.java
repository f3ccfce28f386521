package io.citylake.serve.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.testkit.HandClock;
import java.time.Duration;
import java.util.List;
import org.apache.arrow.flight.FlightRuntimeException;
import org.junit.jupiter.api.Test;

class TestHandles {
  private static final Caller ANN = caller("ann");
  private static final Caller BEN = caller("ben");

  private final HandClock clock = new HandClock("1970-01-01T00:00:00Z");
  private final Handles<String> handles =
      new Handles<>(clock, Duration.ofMinutes(1), 2, 10, String::length);

  @Test
  void givesItsUserTheValueUntilItExpires() {
    ByteString handle = handles.add(ANN, "query");
    assertThat(handles.load(ANN, handle)).isEqualTo("query");
    clock.forward(Duration.ofMinutes(1));
    assertUnknown(ANN, handle);
  }

  @Test
  void refusesAnothersAndChangedAndForgedHandlesAlike() {
    ByteString handle = handles.add(ANN, "query");
    assertUnknown(BEN, handle);
    for (int i = 0; i < handle.size(); i++) {
      byte[] changed = handle.toByteArray();
      changed[i] ^= 1;
      assertUnknown(ANN, ByteString.copyFrom(changed));
    }
    assertUnknown(ANN, ByteString.EMPTY);
    assertUnknown(ANN, handle.substring(1));
    assertUnknown(ANN, handle.concat(ByteString.copyFrom(new byte[1])));
  }

  @Test
  void refusesHandlesOfAnotherServer() {
    ByteString foreign =
        new Handles<String>(clock, Duration.ofMinutes(1), 2, 10, String::length).add(ANN, "query");
    assertUnknown(ANN, foreign);
  }

  /** I2: two hundred statements of a client that died shut their user out for an hour. */
  @Test
  void dropsWhatWasNotUsedForTheLongestTimeAndOfThatUserOnly() {
    ByteString others = handles.add(BEN, "his");
    ByteString first = handles.add(ANN, "1");
    ByteString second = handles.add(ANN, "2");
    assertThat(handles.load(ANN, first)).isEqualTo("1");
    ByteString third = handles.add(ANN, "3");
    assertThat(handles.load(ANN, first)).isEqualTo("1");
    assertThat(handles.load(ANN, third)).isEqualTo("3");
    assertThat(handles.load(BEN, others)).isEqualTo("his");
    assertUnknown(ANN, second);
  }

  @Test
  void dropsWhatIsTooMuchTogetherAndNeverTheLast() {
    StringBuilder growing = new StringBuilder("1234");
    Handles<StringBuilder> weighed =
        new Handles<>(clock, Duration.ofMinutes(1), 5, 10, StringBuilder::length);
    ByteString first = weighed.add(ANN, new StringBuilder("123456"));
    ByteString second = weighed.add(ANN, growing);
    assertThat(weighed.load(ANN, first)).hasToString("123456");
    growing.append("x".repeat(20));
    weighed.grown(ANN);
    assertThat(weighed.load(ANN, first)).hasToString("123456");
    assertThatThrownBy(() -> weighed.load(ANN, second)).isInstanceOf(FlightRuntimeException.class);
    ByteString large = weighed.add(ANN, new StringBuilder("x".repeat(50)));
    assertThat(weighed.load(ANN, large)).hasSize(50);
    assertThatThrownBy(() -> weighed.load(ANN, first)).isInstanceOf(FlightRuntimeException.class);
  }

  private void assertUnknown(Caller caller, ByteString handle) {
    assertThatThrownBy(() -> handles.load(caller, handle))
        .isInstanceOf(FlightRuntimeException.class)
        .hasMessage("Cannot use the handle: it isn't open, or has expired; ask again");
  }

  private static Caller caller(String user) {
    return new Caller(user, List.of("analyst"), null, Lane.FLIGHT, "here");
  }
}
