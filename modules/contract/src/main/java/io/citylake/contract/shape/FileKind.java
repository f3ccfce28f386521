package io.citylake.contract.shape;

import io.citylake.contract.shape.Shape.Fields;
import java.util.List;

/**
 * A kind of file of a workspace.
 *
 * @param name of its schema
 * @param path under the workspace, with the parts that are names in capitals
 */
record FileKind(String name, String path, String doc, Fields shape) {
  static final List<FileKind> ALL =
      List.of(
          new FileKind(
              "citylake",
              "conf/citylake.yaml",
              "How one deployment runs. All of it is optional, and so is the file.",
              FileShapes.SETTINGS),
          new FileKind(
              "theme",
              "conf/themes/THEME.yaml",
              "A theme database. The file's name is the theme's name.",
              FileShapes.THEME),
          new FileKind(
              "dataset",
              "conf/themes/THEME/TABLE.yaml",
              "The contract of one table. The file's name is the table's name, and begins with the"
                  + " layer.",
              DatasetShape.DATASET),
          new FileKind("code", "conf/codes/NAME.yaml", "A list of codes.", FileShapes.CODE_TABLE),
          new FileKind(
              "calendar",
              "conf/calendars/NAME.yaml",
              "Which days are worked.",
              FileShapes.CALENDAR),
          new FileKind(
              "feed",
              "conf/feeds/NAME.yaml",
              "A live feed: who may send, and how much is kept. The file's name is the feed's"
                  + " name.",
              FeedShape.FEED),
          new FileKind(
              "job",
              "jobs/THEME/JOB.yaml",
              "One way into a table: a source, and how its names become columns. The job is called"
                  + " THEME.JOB.",
              JobShape.JOB),
          new FileKind(
              "step",
              "jobs/THEME/STEP.sql",
              "A derived table: one SELECT. The file begins with a comment that holds these keys;"
                  + " the step is called THEME.STEP.",
              StepShape.STEP),
          new FileKind(
              "application",
              "conf/applications/NAME.yaml",
              "What one screen asks. The file's name is the application's name.",
              ApplicationShape.APPLICATION),
          new FileKind(
              "map",
              "conf/map.yaml",
              "What lies below the layers of the map. All of it is optional, and so is the file.",
              MapShape.BASE),
          new FileKind(
              "map-layer",
              "conf/map/NAME.yaml",
              "A layer of the map. The file's name is the layer's name.",
              MapShape.LAYER),
          new FileKind(
              "dossier",
              "conf/dossier/NAME.yaml",
              "A kind of thing of which a dossier tells what all themes know. The file's name is the"
                  + " kind's name.",
              DossierShape.DOSSIER),
          new FileKind(
              "policies",
              "conf/policies.yaml",
              "Who may read what. Without the file nobody may read anything.",
              PolicyShape.POLICIES),
          new FileKind(
              "alerts",
              "conf/alerts.yaml",
              "Who is told of what goes wrong. Without the file nobody is.",
              AlertShape.ALERTS));

  String schemaFile() {
    return name + ".schema.json";
  }
}
