/**
 * Makes a process ready for Spark before it starts it: what its class path lacks is looked for
 * once, and closures are taken as they were compiled. Tests start Spark as commands do.
 */
@NullMarked
package io.citylake.engine.start;

import org.jspecify.annotations.NullMarked;
