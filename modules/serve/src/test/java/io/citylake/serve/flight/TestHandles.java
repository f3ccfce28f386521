package io.citylake.serve.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.model.CityLakeException;
import io.citylake.serve.flight.Handles.Overflow;
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
      new Handles<>(clock, Duration.ofMinutes(1), 2, Overflow.REFUSE);

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
        new Handles<String>(clock, Duration.ofMinutes(1), 2, Overflow.REFUSE).add(ANN, "query");
    assertUnknown(ANN, foreign);
  }

  @Test
  void refusesOneTooManyOfAUserOnly() {
    ByteString first = handles.add(ANN, "1");
    handles.add(ANN, "2");
    assertThatThrownBy(() -> handles.add(ANN, "3"))
        .isInstanceOf(CityLakeException.class)
        .hasMessage("Cannot open one more statement: too many are open; close some (limit=2)");
    handles.add(BEN, "1");
    handles.remove(ANN, first);
    assertThat(handles.load(ANN, handles.add(ANN, "3"))).isEqualTo("3");
  }

  @Test
  void dropsTheOldestWhereNobodyClosesThem() {
    Handles<String> tickets = new Handles<>(clock, Duration.ofMinutes(1), 2, Overflow.DROP_OLDEST);
    ByteString first = tickets.add(ANN, "1");
    ByteString second = tickets.add(ANN, "2");
    tickets.add(ANN, "3");
    assertThat(tickets.load(ANN, second)).isEqualTo("2");
    assertThatThrownBy(() -> tickets.load(ANN, first)).isInstanceOf(FlightRuntimeException.class);
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
