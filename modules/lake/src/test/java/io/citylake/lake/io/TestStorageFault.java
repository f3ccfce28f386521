package io.citylake.lake.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestStorageFault {
  private static final Path FILE = Path.of("/lake/a.parquet");

  @ParameterizedTest
  @CsvSource({
    "No space left on device, free space there",
    "Disk quota exceeded, free space there",
    "Read-only file system, have it mounted for writing",
    "Operation not permitted, lsattr",
    "Input/output error, failing",
    "Too many open files, ulimit",
  })
  void whatTheSystemSaysIsOneSentenceAlsoAsSparkHandsItOn(String said, String remedy) {
    IOException explained =
        StorageFault.explain(FILE, new FileSystemException("/lake/a", null, said));
    assertThat(explained)
        .hasMessageStartingWith("Cannot write file /lake/a.parquet: " + said + "; ");
    RuntimeException spark =
        new RuntimeException(
            "Job aborted due to stage failure: Task 0 failed: java.io.UncheckedIOException: java.io.IOException: "
                + explained.getMessage()
                + "\n\tat io.citylake.Somewhere\nDriver stacktrace:");
    assertThat(StorageFault.find("write rows of table a.b", spark))
        .get()
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FAILED))
        .extracting(Throwable::getMessage)
        .asString()
        .startsWith(
            "Cannot write rows of table a.b: Cannot write file /lake/a.parquet: " + said + "; ")
        .contains(remedy)
        .doesNotContain("Exception", "stage failure", "\n");
  }

  @Test
  void lackingRightsAreSaidWithTheFile() {
    RuntimeException nested =
        new UncheckedIOException(
            "Cannot read file a", new AccessDeniedException("/lake/b.parquet"));
    assertThat(StorageFault.find(nested).map(StorageFault::toString))
        .hasValue(
            "Access to /lake/b.parquet is denied; mend its permissions for the account that runs this and run again");
    assertThat(
            StorageFault.find(new RuntimeException("Lost task: " + nested.getCause()))
                .map(StorageFault::said))
        .hasValue("Access to /lake/b.parquet is denied");
    String explained = StorageFault.explain(FILE, new AccessDeniedException("/lake")).getMessage();
    assertThat(
            StorageFault.find(new RuntimeException("Lost task: java.io.IOException: " + explained)))
        .hasValueSatisfying(
            fault ->
                assertThat(fault.said())
                    .isEqualTo("Cannot write file /lake/a.parquet: access is denied"));
  }

  @Test
  void aFileThatMayNotBeReadIsNotTakenForADamagedOne() {
    assertThatThrownBy(
            () ->
                StorageFault.requireAccess(
                    "read table a.b",
                    new UncheckedIOException(new AccessDeniedException("/lake/v1.metadata.json"))))
        .isInstanceOf(CityLakeException.class)
        .hasMessageStartingWith(
            "Cannot read table a.b: Access to /lake/v1.metadata.json is denied");
    // A disk that can't read it any more has lost it.
    assertThatCode(
            () -> {
              StorageFault.requireAccess(
                  "read", new UncheckedIOException(new IOException("Input/output error")));
              StorageFault.requireAccess("read", new IllegalStateException("not JSON"));
            })
        .doesNotThrowAnyException();
  }
}
