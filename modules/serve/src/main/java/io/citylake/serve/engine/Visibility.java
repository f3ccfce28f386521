package io.citylake.serve.engine;

import io.citylake.govern.Caller;
import io.citylake.model.TableName;

/**
 * What a caller is told of at all in listings; queries are the gate's business. Safe for threads.
 */
public interface Visibility {
  boolean shows(Caller caller, TableName table);

  boolean shows(Caller caller, TableName table, String column);

  /** Whether the gate would let the column through, masked or not, with the purpose stated now. */
  boolean reads(Caller caller, TableName table, String column);
}
