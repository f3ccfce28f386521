/**
 * Holds what is pushed by HTTP: who may send, what a body holds, and the answer once it is stored.
 * May import the spool.
 */
@NullMarked
package io.citylake.receive.http;

import org.jspecify.annotations.NullMarked;
