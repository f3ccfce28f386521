/**
 * Holds what an operation of the HTTP API is that is composed outside of this module, of parts that
 * serve doesn't know. May import the callers of govern; must not know HTTP.
 */
@NullMarked
package io.citylake.serve.operation;

import org.jspecify.annotations.NullMarked;
