package io.citylake.serve.engine;

import io.citylake.govern.Caller;
import io.citylake.model.TableName;
import java.util.Optional;
import java.util.Set;

/**
 * What a caller is told of at all in listings; queries are the gate's business. Safe for threads.
 */
public interface Visibility {
  boolean shows(Caller caller, TableName table);

  boolean shows(Caller caller, TableName table, String column);

  /** Whether the gate would let the column through, masked or not, with the purpose stated now. */
  boolean reads(Caller caller, TableName table, String column);

  /**
   * Those of some columns that the caller reads as they are stored, where one statement reads them
   * all; none where the gate would refuse that statement.
   */
  Optional<Set<String>> unmasked(Caller caller, TableName table, Set<String> columns);

  /** Whether a dossier may tell what the table knows of persons, with the purpose stated now. */
  boolean tellsPersons(Caller caller, TableName table);
}
