package io.citylake.publish.stage;

import java.util.Optional;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** What a writer is told of rows that are appended. */
record WriteInfo(String queryId, StructType schema, CaseInsensitiveStringMap options)
    implements LogicalWriteInfo {
  @Override
  public Optional<StructType> rowIdSchema() {
    return Optional.empty();
  }

  @Override
  public Optional<StructType> metadataSchema() {
    return Optional.empty();
  }
}
