package io.citylake.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TestSqlStatements {
  @Test
  void splitsAtSemicolonsOutsideQuotesAndComments() {
    assertThat(
            SqlStatements.split(
                "select ';' as a; -- not; here\nselect `x;y` from t; /* nor; here */ ; select 'it\\';s'"))
        .containsExactly(
            "select ';' as a", "-- not; here\nselect `x;y` from t", "select 'it\\';s'");
  }

  @Test
  void dropsWhatIsOnlyCommentsOrSpace() {
    assertThat(SqlStatements.split(" ;; -- x\n ; ")).isEmpty();
  }

  @Test
  void keepsAnOpenQuoteToTheEnd() {
    assertThat(SqlStatements.split("select 'open; still")).containsExactly("select 'open; still");
  }
}
