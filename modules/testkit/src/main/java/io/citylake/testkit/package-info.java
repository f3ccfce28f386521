/**
 * Holds what tests share: fault injection for files and the catalog database, a Spark session for
 * each JVM, settings of a lake in a directory. May import model and contract. Never ships.
 */
@NullMarked
package io.citylake.testkit;

import org.jspecify.annotations.NullMarked;
