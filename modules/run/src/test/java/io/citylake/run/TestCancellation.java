package io.citylake.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestCancellation {
  @Test
  void wakesAllWhereOneCannotBeWoken() {
    List<String> woken = new ArrayList<>();
    Cancellation cancellation = new Cancellation();
    cancellation.onCancel(
        () -> {
          throw new IllegalStateException("Spark is gone");
        });
    cancellation.onCancel(() -> woken.add("loop"));
    cancellation.child().onCancel(() -> woken.add("run"));
    assertThatThrownBy(cancellation::cancel).hasMessage("Spark is gone");
    assertThat(woken).containsExactly("loop", "run");
    assertThat(cancellation.isCancelled()).isTrue();
  }
}
