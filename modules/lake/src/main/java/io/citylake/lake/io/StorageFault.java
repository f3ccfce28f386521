package io.citylake.lake.io;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a disk or the rights to it refuse from faults of the program, by what the operating
 * system says. Spark hands on what happened in a task as text alone.
 *
 * @param said what was refused, such as {@code Cannot write file /a/b: No space left on device}
 * @param remedy what to do about it
 */
public record StorageFault(String said, String remedy) {
  /** The remedy where rights are lacking. */
  public static final String DENIED =
      "mend its permissions for the account that runs this and run again";

  private static final String EXPLAINED = "Cannot write file ";
  private static final String BROKEN = "Input/output error";

  /** What strerror says, and what to do. */
  private static final List<Refusal> REFUSALS =
      List.of(
          new Refusal("No space left on device", "free space there and run again"),
          new Refusal("Disk quota exceeded", "free space there and run again"),
          new Refusal("Read-only file system", "have it mounted for writing and run again"),
          new Refusal("Permission denied", DENIED),
          new Refusal("Operation not permitted", "look at its attributes (lsattr) and run again"),
          new Refusal(BROKEN, "look whether the disk is failing"),
          new Refusal("Too many open files", "raise the limit of open files (ulimit -n)"));

  /** As Java prints it in the text of another failure, with the file's name alone. */
  private static final Pattern DENIED_FILE =
      Pattern.compile("AccessDeniedException: (.+?)(?: -> .*)?$");

  private static final Pattern CLASS_BEFORE = Pattern.compile("^.*(?:Exception|Error): ");

  private record Refusal(String text, String remedy) {}

  /** What is at a failure's root, as near to it as anything says it. */
  public static Optional<StorageFault> find(Throwable failure) {
    @Nullable StorageFault found = null;
    for (Throwable cause = failure;
        cause != null && (found == null || !found.said().startsWith(EXPLAINED));
        cause = cause.getCause()) {
      found = of(cause).orElse(found);
    }
    return Optional.ofNullable(found);
  }

  /** The same as an exception: STORAGE_FAILED, and what could not be done because of it. */
  public static Optional<CityLakeException> find(String what, Throwable failure) {
    return find(failure)
        .map(
            fault ->
                new CityLakeException(
                    ErrorCode.STORAGE_FAILED, "Cannot %s: %s".formatted(what, fault), failure));
  }

  /** Why a file could not be used, and what to do where that can be told; else what Java says. */
  public static String reason(Exception failure) {
    return find(failure)
        .map(StorageFault::toString)
        .orElseGet(() -> String.valueOf(failure.getMessage()));
  }

  /**
   * For whoever is about to take a file that can't be read for one that is damaged or gone: it may
   * only be that this process may not read it, or not now.
   *
   * @throws CityLakeException STORAGE_FAILED
   */
  public static void requireAccess(String what, RuntimeException failure) {
    boolean broken = find(failure).filter(fault -> fault.said().endsWith(BROKEN)).isPresent();
    Optional<CityLakeException> refused = broken ? Optional.empty() : find(what, failure);
    if (refused.isPresent()) {
      throw refused.get();
    }
  }

  private static Optional<StorageFault> of(Throwable cause) {
    if (cause instanceof AccessDeniedException denied) {
      return Optional.of(denied(String.valueOf(denied.getFile())));
    }
    // Spark puts a whole stack trace into messages; the first line that names it is enough.
    return String.valueOf(cause.getMessage())
        .lines()
        .flatMap(line -> of(line).stream())
        .findFirst();
  }

  private static Optional<StorageFault> of(String line) {
    if (line.endsWith("; " + DENIED)) {
      String said = line.substring(0, line.length() - DENIED.length() - 2);
      return Optional.of(new StorageFault(withoutClass(said), DENIED));
    }
    for (Refusal each : REFUSALS) {
      int at = line.indexOf(each.text());
      if (at >= 0) {
        String said = line.substring(0, at + each.text().length());
        return Optional.of(new StorageFault(withoutClass(said), each.remedy()));
      }
    }
    Matcher denied = DENIED_FILE.matcher(line);
    return denied.find() ? Optional.of(denied(denied.group(1))) : Optional.empty();
  }

  private static StorageFault denied(String file) {
    return new StorageFault("Access to %s is denied".formatted(file), DENIED);
  }

  private static String withoutClass(String said) {
    return CLASS_BEFORE.matcher(said).replaceFirst("").strip();
  }

  /** The failure to write a file, with its name and what to do where that can be told. */
  static IOException explain(Path path, IOException failure) {
    String text = String.valueOf(failure.getMessage());
    if (text.startsWith("Cannot")) {
      return failure;
    }
    Optional<Refusal> refusal =
        failure instanceof AccessDeniedException
            ? Optional.of(new Refusal("access is denied", DENIED))
            : REFUSALS.stream().filter(each -> text.contains(each.text())).findFirst();
    return refusal
        .map(
            each ->
                new IOException(
                    EXPLAINED + "%s: %s; %s".formatted(path, each.text(), each.remedy()), failure))
        .orElse(failure);
  }

  @Override
  public String toString() {
    return said + "; " + remedy;
  }
}
