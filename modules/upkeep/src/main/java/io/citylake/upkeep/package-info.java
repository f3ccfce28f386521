/**
 * Keeps tables healthy: what it does changes no row. May import model, contract, engine, lake and
 * Spark. Must not know what loads or serves a table; who needs a snapshot it asks of the lake's
 * holds.
 */
@NullMarked
package io.citylake.upkeep;

import org.jspecify.annotations.NullMarked;
