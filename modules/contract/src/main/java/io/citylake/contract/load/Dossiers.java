package io.citylake.contract.load;

import io.citylake.contract.dataset.Personal;
import io.citylake.contract.dossier.Dossier;
import io.citylake.contract.dossier.Dossier.Column;
import io.citylake.contract.dossier.Dossier.Help;
import io.citylake.contract.dossier.Dossier.Need;
import io.citylake.contract.dossier.Dossier.Register;
import io.citylake.contract.shape.View;
import io.citylake.model.TableName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes the records of kinds of dossiers whose files are without a problem. */
final class Dossiers {
  private static final Set<String> LAYERS = Set.of("dwd", "dim", "dws", "ads");

  private Dossiers() {}

  static Dossier build(String name, View view, Map<TableName, Optional<View>> datasets) {
    Optional<Register> register =
        view.find("table", TableName.class)
            .map(
                table ->
                    new Register(
                        table,
                        key(view, datasets).orElseThrow(),
                        view.find("label", String.class).orElse(null),
                        view.text("longitude"),
                        view.text("latitude")));
    Set<String> names = new TreeSet<>(view.list("names", String.class));
    if (names.isEmpty()) {
      register.map(Register::key).ifPresent(names::add);
    }
    Set<String> layers = new TreeSet<>(view.texts("layers"));
    return new Dossier(
        name,
        WorkspaceBuilder.title(view.childOrDefaults("title")),
        register.orElse(null),
        view.find("persons", String.class)
            .map(each -> Personal.Kind.valueOf(each.toUpperCase(Locale.ROOT)))
            .orElse(null),
        names,
        new TreeSet<>(view.list("themes", String.class)),
        layers.isEmpty() ? LAYERS : layers,
        view.children("also").stream()
            .map(each -> new Column(each.load("table", TableName.class), each.text("column")))
            .toList(),
        new TreeSet<>(view.list("except", TableName.class)),
        view.child("help").map(each -> help(each, view)).orElse(null));
  }

  /** As it is said, or the table's where that is one column. */
  static Optional<String> key(View view, Map<TableName, Optional<View>> datasets) {
    return view.find("key", String.class)
        .or(
            () ->
                view.find("table", TableName.class)
                    .flatMap(table -> datasets.getOrDefault(table, Optional.empty()))
                    .map(each -> each.list("key", String.class))
                    .filter(each -> each.size() == 1)
                    .map(each -> each.get(0)));
  }

  private static Help help(View help, View view) {
    List<String> facts = help.list("facts", String.class);
    return new Help(
        help.text("able"),
        help.find("where", String.class).orElse(null),
        facts.isEmpty() ? label(view) : facts,
        Math.toIntExact(help.load("each", Long.class)),
        help.children("needs").stream().map(Dossiers::need).toList());
  }

  private static List<String> label(View view) {
    @Nullable String label = view.find("label", String.class).orElse(null);
    return label == null ? List.of() : List.of(label);
  }

  private static Need need(View need) {
    Map<String, List<String>> able = new LinkedHashMap<>();
    need.names("able").forEach((value, abilities) -> able.put(value, abilities.value()));
    return new Need(need.text("thing"), need.text("by"), able);
  }
}
