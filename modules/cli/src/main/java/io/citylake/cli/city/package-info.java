/**
 * Holds the commands of the reference city: generate, demo, reconcile, bench. Product commands must
 * not need it.
 */
@NullMarked
package io.citylake.cli.city;

import org.jspecify.annotations.NullMarked;
