package io.citylake.contract.dataset;

import io.citylake.contract.Title;
import io.citylake.contract.dataset.ServiceColumns.ServiceColumn;
import io.citylake.model.TableName;
import java.io.Serializable;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The contract of one table.
 *
 * @param layer ods, dwd, dim, dws or ads; the table name carries it as its prefix
 * @param grain what one row is, for people
 * @param key columns that name a row; empty where rows have no name
 * @param sequence the column that orders versions of a key; null for arrival order
 * @param deletes for upsert: the condition that makes a row a deletion; null for none
 * @param zone of range bounds and other local times in the contract
 * @param retention how long rows are kept; null for ever
 * @param catalogue what the catalogue tells of it, and who may have it
 * @param erasure what becomes of a person's rows when the person is to be erased
 * @param keepDisplaced how many displaced rows are kept at most; null to go by the table's size
 * @param suppression which small counts its step doesn't publish; null for none
 */
public record DatasetContract(
    TableName name,
    Title title,
    String layer,
    String grain,
    String owner,
    List<String> key,
    @Nullable String sequence,
    WriteMode writeMode,
    @Nullable DeleteCondition deletes,
    List<ColumnContract> columns,
    List<PartitionField> partitionBy,
    List<SortField> sortBy,
    @Nullable String updateCycle,
    @Nullable Retention retention,
    ZoneId zone,
    List<String> tags,
    List<Rule.Expression> expressions,
    List<Audit> audits,
    CatalogueEntry catalogue,
    Erasure erasure,
    @Nullable Long keepDisplaced,
    @Nullable Suppression suppression)
    implements Serializable {
  public DatasetContract {
    key = List.copyOf(key);
    columns = List.copyOf(columns);
    partitionBy = List.copyOf(partitionBy);
    sortBy = List.copyOf(sortBy);
    tags = List.copyOf(tags);
    expressions = List.copyOf(expressions);
    audits = List.copyOf(audits);
  }

  /**
   * A deletion is a row whose column holds one of these texts: {@code delete-when: {column: op, in:
   * [D]}}.
   */
  public record DeleteCondition(String column, List<String> in) implements Serializable {
    public DeleteCondition {
      in = List.copyOf(in);
    }
  }

  /** Undecided, without holds, without a bound of its own and suppressed counts. */
  public DatasetContract(
      TableName name,
      Title title,
      String layer,
      String grain,
      String owner,
      List<String> key,
      @Nullable String sequence,
      WriteMode writeMode,
      @Nullable DeleteCondition deletes,
      List<ColumnContract> columns,
      List<PartitionField> partitionBy,
      List<SortField> sortBy,
      @Nullable String updateCycle,
      @Nullable Retention retention,
      ZoneId zone,
      List<String> tags,
      List<Rule.Expression> expressions,
      List<Audit> audits) {
    this(
        name,
        title,
        layer,
        grain,
        owner,
        key,
        sequence,
        writeMode,
        deletes,
        columns,
        partitionBy,
        sortBy,
        updateCycle,
        retention,
        zone,
        tags,
        expressions,
        audits,
        CatalogueEntry.UNDECIDED,
        Erasure.STANDARD,
        null,
        null);
  }

  /** Whether rows of one delivery can stand before those of another. */
  public boolean displaces() {
    return switch (writeMode) {
      case APPEND -> !key.isEmpty();
      case UPSERT, REPLACE -> true;
      case SNAPSHOT -> false;
    };
  }

  /** The columns that its table has besides these. */
  public List<ServiceColumn> serviceColumns() {
    return name.isSystem() ? List.of() : ServiceColumns.of(writeMode);
  }

  /** The highest of its columns' grades. */
  public int grade() {
    return columns.stream().mapToInt(ColumnContract::grade).max().orElse(1);
  }

  /** Whether any column tells of persons. */
  public boolean isPersonal() {
    return columns.stream().anyMatch(column -> !column.personal().isEmpty());
  }

  public Optional<ColumnContract> findColumn(String column) {
    return columns.stream().filter(each -> each.name().equals(column)).findFirst();
  }

  /** The same with one more audit, unless it has that already. */
  public DatasetContract withAudit(Audit audit) {
    if (audits.contains(audit)) {
      return this;
    }
    List<Audit> more = new ArrayList<>(audits);
    more.add(audit);
    return new DatasetContract(
        name,
        title,
        layer,
        grain,
        owner,
        key,
        sequence,
        writeMode,
        deletes,
        columns,
        partitionBy,
        sortBy,
        updateCycle,
        retention,
        zone,
        tags,
        expressions,
        more,
        catalogue,
        erasure,
        keepDisplaced,
        suppression);
  }
}
