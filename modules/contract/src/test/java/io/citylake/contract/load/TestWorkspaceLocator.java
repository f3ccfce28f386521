package io.citylake.contract.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestWorkspaceLocator {
  @TempDir private Path root;
  private Path outer;
  private Path inner;
  private Path repository;

  @BeforeEach
  void makeDirectories() throws IOException {
    outer = workspace("outer");
    inner = workspace("outer/a/inner");
    repository = workspace("repository");
    Files.createDirectories(root.resolve("outer/half/conf"));
    Files.createDirectories(root.resolve("elsewhere"));
  }

  private Path workspace(String name) throws IOException {
    Files.createDirectories(root.resolve(name).resolve("conf"));
    Files.createDirectories(root.resolve(name).resolve("jobs"));
    return root.resolve(name);
  }

  @Test
  void takesTheNearestAtOrAboveTheCurrentDirectory() {
    assertThat(WorkspaceLocator.locate(null, inner, repository)).isEqualTo(inner);
    assertThat(WorkspaceLocator.locate(null, inner.resolve("conf"), repository)).isEqualTo(inner);
    assertThat(WorkspaceLocator.locate(null, root.resolve("outer/a"), repository)).isEqualTo(outer);
  }

  @Test
  void passesADirectoryThatHasOnlyHalf() {
    assertThat(WorkspaceLocator.locate(null, root.resolve("outer/half"), repository))
        .isEqualTo(outer);
  }

  @Test
  void fallsBackToTheRepository() {
    assertThat(WorkspaceLocator.locate(null, root.resolve("elsewhere"), repository))
        .isEqualTo(repository);
  }

  @Test
  void takesTheOneNamedFromTheCurrentDirectory() {
    assertThat(WorkspaceLocator.locate(Path.of("../repository"), outer, null))
        .isEqualTo(repository);
  }

  @Test
  void refusesANamedDirectoryThatIsNone() {
    assertThatThrownBy(() -> WorkspaceLocator.locate(Path.of("half"), outer, repository))
        .isInstanceOf(CityLakeException.class)
        .hasMessageContaining("it must have conf/ and jobs/")
        .extracting(each -> ((CityLakeException) each).code())
        .isEqualTo(ErrorCode.WORKSPACE_NOT_FOUND);
  }

  @Test
  void saysWhatToDoWhereThereIsNone() {
    assertThatThrownBy(() -> WorkspaceLocator.locate(null, root.resolve("elsewhere"), null))
        .isInstanceOf(CityLakeException.class)
        .hasMessageContaining("name it with --home");
  }
}
