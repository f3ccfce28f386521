package io.citylake.contract.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.job.SourceSpec.Product;
import io.citylake.contract.shape.ReferenceWriter;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The reference names the parameters that the loader allows. */
class TestDriverParameters {
  private static final String PAGE = ReferenceWriter.contents().get("docs/reference/formats.md");

  @ParameterizedTest
  @EnumSource(Product.class)
  void pageListsThoseOfEachProduct(Product product) {
    String line =
        PAGE.lines()
            .filter(each -> each.startsWith("- `"))
            .filter(each -> each.contains("`" + product.name().toLowerCase(Locale.ROOT) + "`"))
            .findFirst()
            .orElseThrow();
    String allowed =
        new TreeSet<>(SourceChecks.allowed(product))
            .stream().map(each -> "`" + each + "`").collect(Collectors.joining(", "));
    assertThat(line).endsWith(": " + (allowed.isEmpty() ? "none" : allowed));
  }
}
