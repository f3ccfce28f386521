package io.citylake.upkeep.proof;

import io.citylake.engine.ContentHash;
import java.math.BigDecimal;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * What holds rows against rows, in whatever order and files they are: their number, and the sum of
 * a 64-bit hash over all columns of each; see {@link ContentHash}.
 */
public record RowProof(long rows, String hash) {
  public static RowProof of(Dataset<Row> rows) {
    Column content =
        ContentHash.of(rows.schema(), name -> functions.col("`" + name.replace("`", "``") + "`"));
    Row proof =
        rows.agg(
                functions.count(functions.lit(1)),
                functions.sum(content.cast(DataTypes.createDecimalType(20, 0))))
            .first();
    BigDecimal sum = proof.getDecimal(1);
    return new RowProof(proof.getLong(0), sum == null ? "0" : sum.toPlainString());
  }
}
