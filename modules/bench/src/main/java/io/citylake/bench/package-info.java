/**
 * Holds benchmarks against peers on the same work in one run. May import all modules but cli.
 * Nothing else depends on its numbers: no test asserts a time.
 */
@NullMarked
package io.citylake.bench;

import org.jspecify.annotations.NullMarked;
