/**
 * Holds the Arrow Flight SQL server: who calls, handles, statements, listings, streams. May import
 * {@code serve.engine} and {@code govern}. Must not answer anything that the engine didn't admit.
 */
@NullMarked
package io.citylake.serve.flight;

import org.jspecify.annotations.NullMarked;
