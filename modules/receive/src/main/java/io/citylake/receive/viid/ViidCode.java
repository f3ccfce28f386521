package io.citylake.receive.viid;

/** What became of a request or of one of its objects (GA/T 1400.3, ConfirmStatusType). */
public enum ViidCode {
  OK(0),
  OTHER(1),
  BUSY(2),
  DEVICE_ERROR(3),
  INVALID_OPERATION(4),
  JSON_FORMAT(7),
  JSON_CONTENT(8);

  private final int number;

  ViidCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
