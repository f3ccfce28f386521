package io.citylake.contract.dossier;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.dataset.Personal.Form;
import io.citylake.contract.dossier.Dossier.Help;
import io.citylake.contract.dossier.Dossier.Need;
import io.citylake.contract.dossier.Dossier.Register;
import io.citylake.contract.dossier.DossierFact.Named;
import io.citylake.contract.dossier.DossierQuery.Where;
import io.citylake.model.TableName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TestDossierQuery {
  private static final TableName TABLE = TableName.parse("a.b");
  private static final Register REGISTER = new Register(TABLE, "id", "name", "lon", "lat");
  private static final Help HELP = new Help("can", "free", List.of("name"), 2, List.of());
  private static final String HOSTILE = "x' OR 1=1 -- `<script>\"; DROP TABLE a.b";

  /**
   * Whatever callers give stands beside the statement, of a person hashed where it is stored so.
   */
  @Test
  void keepsTheNumberOutOfTheText() {
    DossierQuery query =
        DossierQuery.rows(
            TABLE,
            List.of("name", "at"),
            List.of(new Named("id", Form.CLEAR), new Named("hash", Form.SHA_256)),
            "at",
            HOSTILE,
            21);
    assertThat(query.sql())
        .isEqualTo(
            "SELECT `name`, `at` FROM a.b WHERE `id` = ? OR `hash` = ? ORDER BY `at` DESC LIMIT 21");
    assertThat(query.values()).hasSize(2).startsWith(HOSTILE);
    assertThat(query.values().get(1).toString()).matches("[0-9a-f]{64}");
  }

  @Test
  void seeksLabelsOnlyWhereTheyAreRead() {
    DossierQuery query =
        DossierQuery.named(
            new TreeMap<>(Map.of("x", REGISTER, "y", REGISTER)), Set.of("x"), HOSTILE, 5);
    assertThat(query.sql())
        .containsOnlyOnce("contains(lower(CAST(`name` AS STRING))")
        .doesNotContain("script");
    assertThat(query.values())
        .containsExactly("x", HOSTILE, HOSTILE, HOSTILE, "y", HOSTILE, HOSTILE, HOSTILE);
  }

  @Test
  void asksWhatIsNeededAtAThingAndWhatIsAbleAtAPoint() {
    Need need = new Need("fire", "kind", new TreeMap<>(Map.of("1", List.of("hose", HOSTILE))));
    DossierQuery thing =
        DossierQuery.nearest(
            REGISTER, HELP, List.of("name"), new Where.Thing(REGISTER, need, HOSTILE));
    assertThat(thing.sql())
        .contains("WHERE (free)", "t.needs = ? AND CAST(h.`can` AS STRING) IN (?, ?)", "<= 2")
        .doesNotContain("script");
    assertThat(thing.values()).containsExactly(HOSTILE, "1", "hose", HOSTILE);
    DossierQuery point =
        DossierQuery.nearest(
            REGISTER, HELP, List.of("name"), new Where.Point(104, 30, List.of(HOSTILE)));
    assertThat(point.values()).containsExactly(104.0, 30.0, HOSTILE);
    DossierQuery any =
        DossierQuery.nearest(REGISTER, HELP, List.of("name"), new Where.Point(104, 30, List.of()));
    assertThat(any.sql()).doesNotContain(" IN (");
  }
}
