package io.citylake.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.job.SourceSpec.Excel;
import io.citylake.contract.job.SourceSpec.FileFormat;
import io.citylake.contract.job.SourceSpec.Header;
import io.citylake.contract.job.SourceSpec.Merged;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestLoadDefinition {
  private static String of(FileFormat format) {
    var files = SampleJobs.files("landing/*", format);
    return LoadDefinition.of(SampleJobs.job(files), files);
  }

  private static Excel excel(Header header, Merged merged) {
    return new Excel("1", header, merged, List.of(), List.of(), null);
  }

  /** What stands in positions that exist; another hash says that their files are to load again. */
  @Test
  void keysAtTheirDefaultChangeNoHash() {
    assertThat(of(SampleJobs.csv())).isEqualTo("67c65fabff19");
    assertThat(of(excel(new Header(true, 20), Merged.FIRST))).isEqualTo("c6e90112a71e");
  }

  @Test
  void otherHeadersAndMergedCellsAreAnotherDefinition() {
    String usual = of(excel(new Header(true, 20), Merged.FIRST));
    assertThat(of(excel(new Header(true, 20), Merged.FILL))).isNotEqualTo(usual);
    assertThat(of(excel(new Header(true, 20, 2, "/"), Merged.FIRST))).isNotEqualTo(usual);
    assertThat(of(excel(new Header(true, 20, 1, "_"), Merged.FIRST))).isNotEqualTo(usual);
  }
}
