package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job whose file got another name, and a table with rows of a job that is gone. */
class ITRenamedJob {
  private static final String COUNT = "select count(*) from water.ods_level";

  @TempDir private Path home;
  private CommandFixture lake;

  @BeforeEach
  void loadAndRename() {
    lake = new CommandFixture(home).levels("append").levelsJob();
    assertThat(lake.call("apply").exit()).isZero();
    lake.landing("a.csv", "府河,2026-01-01 08:00,1,7", "沙河,2026-01-01 08:00,99,7");
    assertThat(lake.call("run", "--all").exit()).isEqualTo(0);
    String job = lake.read("jobs/water/levels.yaml");
    lake.delete("jobs/water/levels.yaml");
    lake.file("jobs/water/gauges.yaml", job);
  }

  @Test
  void nothingIsLoadedAgainUnderAnotherName() {
    Outcome plan = lake.callWithoutSpark("plan");
    assertThat(plan.exit()).isEqualTo(3);
    assertThat(plan.out()).contains("water.ods_level has rows of water.levels", "was:");
    assertThat(lake.callWithoutSpark("apply").exit()).isEqualTo(3);
    Outcome run = lake.call("run", "--all");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).contains("CL2015", "was: [its earlier name]");
    assertThat(lake.query(COUNT)).containsExactly("1");
    String delivery = lake.call("deliveries", "-o", "csv").lines().get(1);
    assertThat(delivery).contains("water.levels,a.csv");
    String id = delivery.replaceFirst(",.*", "");
    Outcome planned = lake.call("deliveries", "withdraw", id, "--plan");
    assertThat(planned.exit()).isEqualTo(2);
    assertThat(planned.err()).isEqualTo(lake.call("deliveries", "withdraw", id).err());
  }

  @Test
  void aJobThatSaysItsEarlierNameGoesOnFromThere() {
    say("was: [water.levels]");
    assertThat(lake.callWithoutSpark("plan").exit()).isZero();
    assertThat(lake.call("run", "--all", "--dry-run").out()).contains("[nothing new in ");
    assertThat(lake.call("deliveries", "-o", "csv").out())
        .as("a look takes nothing over")
        .contains("water.levels,a.csv");
    Outcome run = lake.call("run", "--all");
    assertThat(run.exit()).as(run.out()).isZero();
    assertThat(run.out()).contains("[nothing new in ");
    assertThat(lake.call("deliveries", "-o", "csv").out())
        .contains("water.gauges,a.csv")
        .doesNotContain("water.levels,a.csv");
    // Its rows are its own: a correction takes the place of what the earlier name loaded.
    lake.landing("a.csv", "府河,2026-01-01 08:00,2,7");
    assertThat(lake.call("run", "--all").exit()).isZero();
    assertThat(lake.query("select cast(level as int) from water.ods_level")).containsExactly("2");
    assertThat(lake.query("select job, status from water.ods_level__quarantine"))
        .containsExactly("water.gauges,superseded");
    assertThat(lake.callWithoutSpark("doctor").exit()).isZero();
  }

  @Test
  void rowsOfAJobThatIsGoneStayWhereThatIsSaid() {
    say("beside: [water.levels]");
    assertThat(lake.callWithoutSpark("plan").exit()).isZero();
    assertThat(lake.call("run", "--all").exit()).isZero();
    assertThat(lake.query(COUNT)).containsExactly("2");
    lake.file(
        "jobs/water/gauges.yaml",
        lake.read("jobs/water/gauges.yaml").replace("beside: [water.levels]", ""));
    Outcome run = lake.call("run", "--all");
    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.out()).contains("water.ods_level has rows of water.levels");
  }

  @Test
  void anEarlierNameThatIsStillDeclaredIsAMistake() {
    lake.levelsJob();
    say("was: [water.levels]");
    assertThat(lake.callWithoutSpark("validate").out())
        .contains("'was' names water.levels, which is still declared");
  }

  private void say(String line) {
    lake.file("jobs/water/gauges.yaml", lake.read("jobs/water/gauges.yaml") + line + "\n");
  }
}
