package io.citylake.schedule.alert.send;

/** That a message didn't arrive, and why; the text holds no secret. */
public final class SendFailure extends Exception {
  private static final long serialVersionUID = 1L;
  private final Kind kind;

  /** Why it didn't. */
  public enum Kind {
    /** The target is away, or wants to be asked later. */
    UNREACHABLE,
    /** The target doesn't take what was said. */
    REFUSED,
    /** The target is none that may be sent to. */
    FORBIDDEN
  }

  public SendFailure(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /** Whether the same message will most likely fail again. */
  public boolean isRefusal() {
    return kind != Kind.UNREACHABLE;
  }
}
