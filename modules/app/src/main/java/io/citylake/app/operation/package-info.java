/**
 * Holds what the HTTP API does with schedules, runs and alerts: who is told what, and what is done
 * for whom. May import all that app composes; must not know HTTP, and does nothing that a command
 * doesn't.
 */
@NullMarked
package io.citylake.app.operation;

import org.jspecify.annotations.NullMarked;
