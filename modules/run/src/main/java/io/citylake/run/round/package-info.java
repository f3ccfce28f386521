/**
 * Holds rounds: several jobs, their order, threads, results and listeners. Must not know the verbs.
 */
@NullMarked
package io.citylake.run.round;

import org.jspecify.annotations.NullMarked;
