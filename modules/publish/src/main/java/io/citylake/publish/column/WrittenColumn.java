package io.citylake.publish.column;

import org.apache.iceberg.types.Type;

/**
 * A column as it is written.
 *
 * @param id Iceberg's id of the field
 * @param type Iceberg's type of it
 * @param ordinal where rows have it
 */
record WrittenColumn(int id, Type type, int ordinal) {}
