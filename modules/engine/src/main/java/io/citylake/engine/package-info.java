/**
 * Holds what every module that uses Spark must know alike: our types and layouts as Spark's, and
 * how a thread asks for work. May import model, contract and Spark. Must not know Iceberg, a table
 * or a verb.
 */
@NullMarked
package io.citylake.engine;

import org.jspecify.annotations.NullMarked;
