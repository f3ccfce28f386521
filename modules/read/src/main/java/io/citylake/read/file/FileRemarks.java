package io.citylake.read.file;

import io.citylake.model.AuditFinding;
import io.citylake.model.AuditFinding.Verdict;
import io.citylake.model.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/** What people should act on about a job's files, apart from rows. */
final class FileRemarks {
  private static final String AUDIT = "source";
  private static final int NAMED = 5;

  private final List<AuditFinding> findings = new ArrayList<>();

  List<AuditFinding> findings() {
    return List.copyOf(findings);
  }

  /** Files of which something is to be said; nothing where there are none. */
  void name(String what, List<String> files) {
    if (!files.isEmpty()) {
      findings.add(new AuditFinding(AUDIT, Verdict.WARN, named(what, files)));
    }
  }

  /** Nobody knows whether such a file was put aside, or delivers what should be shown. */
  void waitingCopies(List<String> files) {
    if (!files.isEmpty()) {
      attention(
          named(
                  "passed over as a copy of what is not loaded any more, so that no row shows its content",
                  files)
              + "; delete it, or rename it to have it loaded");
    }
  }

  /** What came under the names of files that are final. */
  void finals(List<String> files) {
    if (!files.isEmpty()) {
      attention(named("corrections of settled deliveries, refused as a whole", files));
    }
  }

  /**
   * No file matches a path.
   *
   * @param known how many files of it the job has taken up before
   */
  void nothingMatches(String path, int known) {
    attention(
        known == 0
            ? "no file matches %s, and none ever has: look at the path, or whether the files have come"
                .formatted(path)
            : "no file matches %s any more, where %d were loaded from: look whether the directory is still delivered to"
                .formatted(path, known));
  }

  /** Rows are in the table that the job as it is now would have made otherwise. */
  void otherDefinition(long files) {
    if (files > 0) {
      attention(
          "%,d files were loaded under another mapping, format or encoding of the job; --full-refresh loads them again"
              .formatted(files));
    }
  }

  /**
   * Full copies whose names say a time before that of the last one, which history can't take any
   * more.
   */
  void behind(List<String> files) {
    if (!files.isEmpty()) {
      attention(
          "%d full copies are of a time before the last one taken and were not taken (%s): %s; send what is to be corrected as a later copy, under a new name"
              .formatted(files.size(), ErrorCode.COPY_BEHIND.label(), named(files)));
    }
  }

  private static String named(String what, List<String> files) {
    return "%d %s: %s".formatted(files.size(), what, named(files));
  }

  private static String named(List<String> files) {
    return String.join("; ", files.subList(0, Math.min(NAMED, files.size())))
        + (files.size() > NAMED ? "; and more" : "");
  }

  private void attention(String text) {
    findings.add(new AuditFinding(AUDIT, Verdict.ATTENTION, text));
  }
}
