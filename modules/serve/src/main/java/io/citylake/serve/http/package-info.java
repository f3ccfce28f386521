/**
 * Holds the HTTP server: queries, panels, listings, health, metrics. May import {@code
 * serve.engine} and {@code govern}. Must not answer anything that the engine didn't admit.
 */
@NullMarked
package io.citylake.serve.http;

import org.jspecify.annotations.NullMarked;
