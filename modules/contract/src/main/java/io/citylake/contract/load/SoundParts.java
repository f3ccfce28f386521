package io.citylake.contract.load;

import io.citylake.contract.Workspace;
import io.citylake.model.TableName;
import java.util.Set;

/**
 * What of a workspace can be looked at further although some of its files have mistakes, so that
 * one report says all that can be said. Nothing may run by it.
 *
 * @param workspace of the files without a mistake. A query whose file has one elsewhere is in it,
 *     with stand-ins for the rest of its file; a contract with one is not
 * @param mistaken the files that have mistakes, and directories that can't be listed
 */
public record SoundParts(Workspace workspace, Set<String> mistaken) {
  private static final String SETTINGS = "conf/citylake.yaml";
  private static final String THEMES = "conf/themes";

  public SoundParts {
    mistaken = Set.copyOf(mistaken);
  }

  /** Of a workspace that is sound as a whole. */
  public static SoundParts all(Workspace workspace) {
    return new SoundParts(workspace, Set.of());
  }

  /** Whether the settings are those of the file, not the defaults. */
  public boolean hasSettings() {
    return !mistaken.contains(SETTINGS);
  }

  /** Whether a table that the workspace doesn't have may be declared by what can't be read. */
  public boolean mayDeclare(TableName table) {
    String theme = THEMES + "/" + table.theme();
    String file = theme + "/" + table.table();
    return mistaken.contains(THEMES)
        || mistaken.contains(theme)
        || mistaken.contains(file + ".yaml")
        || mistaken.contains(file + ".yml");
  }
}
