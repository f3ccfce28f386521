/**
 * Holds how a table is made anew under its contract's types with the rows that it has. May import
 * the plan of tables, lake and Spark. Must not know jobs.
 */
@NullMarked
package io.citylake.publish.recreate;

import org.jspecify.annotations.NullMarked;
