package io.citylake.receive.viid;

/** Why nothing of a body is taken. */
public final class ViidFault extends Exception {
  private static final long serialVersionUID = 1L;

  private final ViidCode code;

  public ViidFault(ViidCode code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  public ViidCode code() {
    return code;
  }
}
