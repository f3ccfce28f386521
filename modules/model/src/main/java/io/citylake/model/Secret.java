package io.citylake.model;

import java.util.Objects;

/**
 * A value that must never be printed. It is not Serializable on purpose: it stays on the driver
 * unless revealed.
 */
public final class Secret {
  private static final String HIDDEN = "***";
  private final String value;

  public Secret(String value) {
    this.value = Objects.requireNonNull(value, "value");
  }

  /** The value itself; for the call that needs it, never for a message. */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return HIDDEN;
  }
}
