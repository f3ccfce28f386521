package io.citylake.contract.shape;

import static io.citylake.contract.shape.Shape.Field.derived;
import static io.citylake.contract.shape.Shape.Field.optional;
import static io.citylake.contract.shape.Shape.Field.required;
import static io.citylake.contract.shape.Shape.Field.withDefault;

import io.citylake.contract.shape.Shape.Fields;
import io.citylake.contract.shape.Shape.ListOf;
import io.citylake.contract.shape.Shape.MapOf;

/** The shape of {@code conf/dossier/NAME.yaml}. */
public final class DossierShape {
  private static final Fields COLUMN =
      Fields.of(
          "dossier-column",
          required("table", Scalars.TABLE, "The table."),
          required("column", Scalars.IDENTIFIER, "Its column that names one."));

  private static final Fields NEED =
      Fields.of(
          "need",
          required("thing", Scalars.IDENTIFIER, "A kind of thing: its file's name."),
          required("by", Scalars.IDENTIFIER, "The column of its register that says what it is."),
          required(
              "able",
              new MapOf("values of that column", ListOf.oneOrSome(Scalars.LABEL)),
              "The abilities that it needs."));

  private static final Fields HELP =
      Fields.of(
          "help",
          required("able", Scalars.IDENTIFIER, "The register's column that says what one can do."),
          optional(
              "where",
              Scalars.EXPRESSION,
              "Which can be sent now: a condition over the register's columns."),
          derived(
              "facts",
              ListOf.oneOrSome(Scalars.IDENTIFIER),
              "the label",
              "The register's columns that are told of each."),
          withDefault("each", Scalars.whole(1, 10), "3", "How many are told of each ability."),
          optional("needs", ListOf.some(NEED), "What other things need."));

  /** The file. */
  public static final Fields DOSSIER =
      Fields.of(
              "dossier",
              required("title", FileShapes.TITLE, "What a thing of the kind is called."),
              optional("table", Scalars.TABLE, "The register: one row for each thing."),
              optional(
                  "persons",
                  Scalars.oneOf("id_card", "mobile", "plate", "account"),
                  "In place of a table: the number of a person, found in columns that are 'personal'."),
              derived(
                  "key",
                  Scalars.IDENTIFIER,
                  "the only column of the table's key",
                  "The register's column that names a thing."),
              optional(
                  "label", Scalars.IDENTIFIER, "The register's column that people call it by."),
              withDefault(
                  "longitude", Scalars.IDENTIFIER, "lon", "The register's longitude, in WGS-84."),
              withDefault(
                  "latitude", Scalars.IDENTIFIER, "lat", "The register's latitude, in WGS-84."),
              derived(
                  "names",
                  ListOf.oneOrSome(Scalars.IDENTIFIER),
                  "the key",
                  "Columns of these names and of the key's type name one, in any table; so do those that an"
                      + " audit 'references' says to hold its values."),
              derived(
                  "themes",
                  ListOf.oneOrSome(Scalars.IDENTIFIER),
                  "all",
                  "The themes in which the names mean that."),
              derived(
                  "layers",
                  ListOf.oneOrSome(Scalars.oneOf("ods", "dwd", "dim", "dws", "ads")),
                  "dwd, dim, dws and ads",
                  "The layers of tables that tell of one."),
              optional("also", ListOf.some(COLUMN), "Columns that name one, of any layer."),
              optional(
                  "except",
                  ListOf.oneOrSome(Scalars.TABLE),
                  "Tables that are left out of dossiers."),
              optional("help", HELP, "Where its things can be sent to others."))
          .withOneOf("table", "persons");

  private DossierShape() {}
}
