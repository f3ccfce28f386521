package io.citylake.app;

/** Who runs this process. */
public final class SystemUser {
  private SystemUser() {}

  /**
   * His name, as the operating system has it: neither a variable of the environment nor a property
   * of the JVM changes it where the system says whose process it is.
   */
  public static String name() {
    return ProcessHandle.current()
        .info()
        .user()
        .orElseGet(() -> System.getProperty("user.name", "unknown"));
  }
}
