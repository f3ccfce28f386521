/**
 * Holds what data must be: themes, datasets, rules, code tables, jobs, calendars, settings; parses
 * and validates them. May import model. Must not use Spark, Iceberg, Hadoop or Arrow.
 */
@NullMarked
package io.citylake.contract;

import org.jspecify.annotations.NullMarked;
