package io.citylake.app;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Who is at this machine, by the operating system: the account that logged in, which Linux keeps
 * through {@code su} and {@code sudo} ({@code loginuid}, proc(5)), else the one that the process
 * runs as. Nothing that the caller may set is asked, neither {@code USER} nor {@code user.name}.
 */
public final class Account {
  private static final Path LOGIN = Path.of("/proc/self/loginuid");
  private static final Path PASSWD = Path.of("/etc/passwd");

  /** What the kernel says where nobody logged in, as of a service: -1 as unsigned. */
  private static final String UNSET = "4294967295";

  private Account() {}

  /** A name, or {@code uid:NUMBER} where the machine has none for it. */
  public static String current() {
    return login(LOGIN, PASSWD).orElseGet(Account::ofProcess);
  }

  static Optional<String> login(Path loginUid, Path passwd) {
    try {
      String uid = Files.readString(loginUid, StandardCharsets.US_ASCII).strip();
      return uid.matches("\\d{1,10}") && !uid.equals(UNSET)
          ? Optional.of(name(uid, passwd))
          : Optional.empty();
    } catch (IOException e) {
      // No Linux, or one without audit.
      return Optional.empty();
    }
  }

  /** The number of the one that the process runs as; empty where the machine has none. */
  public static OptionalLong processUid() {
    try {
      return OptionalLong.of(new UnixSystem().getUid());
    } catch (LinkageError e) {
      return OptionalLong.empty();
    }
  }

  private static String name(String uid, Path passwd) throws IOException {
    for (String line : Files.readAllLines(passwd, StandardCharsets.ISO_8859_1)) {
      List<String> fields = List.of(line.split(":", -1));
      if (fields.size() > 2 && fields.get(2).equals(uid)) {
        return fields.get(0);
      }
    }
    return "uid:" + uid;
  }

  /** The one that the process runs as, whoever logged in. */
  public static String ofProcess() {
    try {
      UnixSystem system = new UnixSystem();
      String name = system.getUsername();
      return name == null ? "uid:" + system.getUid() : name;
    } catch (LinkageError e) {
      // No Unix: its library is missing.
      return System.getProperty("user.name", "unknown");
    }
  }
}
